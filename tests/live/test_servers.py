"""The servers that other tests rely on do run, apart from each other."""

import smtplib
from email.message import EmailMessage

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from storage import open_store
from tests.live.mail import SmtpServer
from tests.live.servers import DatabaseFactory


def ask(url: str, query: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


@pytest.mark.postgres
def test_postgres_speaks_utf8_and_keeps_synchronous_commits(postgres_url: str) -> None:
    assert ask(postgres_url, "SHOW server_encoding") == "UTF8"
    assert ask(postgres_url, "SHOW synchronous_commit") == "on"
    assert ask(postgres_url, "SELECT lower('ĐẠT')") == "đạt"


@pytest.mark.postgres
def test_each_postgres_database_is_empty_and_its_own(postgres_database: DatabaseFactory) -> None:
    first, second = postgres_database(), postgres_database()
    query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    assert ask(first, query) == 0
    assert ask(first, "SELECT current_database()") != ask(second, "SELECT current_database()")


@pytest.mark.minio
def test_minio_answers(minio_url: str) -> None:
    store = open_store(minio_url)
    store.check()
    store.write_derived("here", b"yes")
    assert store.read_derived("here") == b"yes"


def test_mail_arrives_whole(smtp_server: SmtpServer) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Nhắc hạn nộp", "a@example.vn", "b@example.vn"
    message.set_content("Còn 3 ngày.")
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as client:
        client.send_message(message)
    [received] = smtp_server.messages
    assert received["Subject"] == "Nhắc hạn nộp"
    assert received["X-RcptTo"] == "b@example.vn"
    assert received.get_content().strip() == "Còn 3 ngày."
