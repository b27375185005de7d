"""Titles and requirements of 416/KH-UBND as its table prints them, cut out by column without the reader."""

# ruff: noqa: E501 - the words stand as they are printed

TEXTS: dict[str, tuple[str, str]] = {
    "TCTP 1.1.3": (
        "Mức độ hoàn thành Kế hoạch CCHC",
        "Hoàn thành tất cả các nhiệm vụ của Kế hoạch số 683/KH-UBND ngày 21/12/2016 (100% kế hoạch)",
    ),
    "TCTP 1.2.1": (
        "Báo cáo CCHC định kỳ",
        "- Báo cáo đầy đủ nội dung theo quy định. - Tất cả báo cáo phải được gửi đến Bộ Nội vụ đúng thời hạn theo quy định của từng loại báo cáo (văn bản giấy hoặc văn bản điện tử).",
    ),
    "TCTP 1.3.1": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện được kiểm tra trong năm",
        "Số lượng cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện được kiểm tra CCHC trong năm phải đạt từ 30% trở lên so với tổng số cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện",
    ),
    "TCTP 1.3.2": (
        "Xử lý các vấn đề phát hiện qua kiểm tra",
        "100% vấn đề phát hiện qua kiểm tra đều được xử lý hoặc kiến nghị cấp có thẩm quyền xử lý",
    ),
    "TCTP 1.4.1": (
        "Mức độ hoàn thành kế hoạch tuyên truyền CCHC",
        "- Kế hoạch số 02/KH-BCĐ ngày 14/3/2017 về tuyên truyền CCHC năm 2017. - Hoàn thành 100% kế hoạch.",
    ),
    "TCTP 1.4.2": (
        "Mức độ đa dạng trong tuyên truyền CCHC",
        "- Thực hiện đủ bốn hình thức sau: (1) Tổ chức các hội nghị, tập huấn chuyên đề CCHC (đã tổ chức 04 lớp); (2) Đăng tải thông tin CCHC trên website của tỉnh (đã và đang tiếp tục thực hiện); (3) Tuyên truyền CCHC trên Đài phát thanh - truyền hình của tỉnh (chuyên mục CCHC), (4) Thực hiện một trong những công việc sau: - Tổ chức cuộc thi CCHC. - Tọa đàm...",
    ),
    "TC 1.5": (
        "Sáng kiến trong cải cách hành chính",
        "- Các sở, ban, ngành, UBND các huyện, thị xã, thành phố báo cáo những sáng kiến, giải pháp, cách làm mới, lần đầu tiên được áp dụng hoặc áp dụng thử và có khả năng mang lại lợi ích thiết thực, nâng cao hiệu quả triển khai CCHC của tỉnh. - Sáng kiến có thể được cơ quan có thẩm quyền công nhận hoặc được Bộ Nội vụ xem xét, ghi nhận.",
    ),
    "TCTP 4.2.1": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện được kiểm tra",
        "Số lượng cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện được kiểm tra trong năm phải đạt từ 30% trở lên so với tổng số cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện",
    ),
    "TCTP 4.2.2": (
        "Xử lý các vấn đề phát hiện qua kiểm tra",
        "100% vấn đề phát hiện qua kiểm tra đã được xử lý hoặc kiến nghị cấp có thẩm quyền xử lý so với tổng số vấn đề phát hiện qua kiểm tra (bất cập, vướng mắc, vi phạm…)",
    ),
    "TCTP 4.3.1": (
        "Thực hiện các quy định về phân cấp quản lý do Chính phủ và các bộ, ngành ban hành",
        "- Quyết định số 21/2017/QĐ-UBND ngày 16/5/2017 phân cấp thu phí bảo vệ môi trường đối với nước thải công nghiệp trên địa bàn tỉnh; - Tiếp tục thực hiện nhiệm vụ phân cấp quản lý nhà nước theo Nghị quyết số 21/NQ-CP ngày 21/3/2016 của Chính phủ và các quy định khác của Chính phủ, các bộ, ngành về phân cấp quản lý nhà nước.",
    ),
    "TCTP 4.3.2": (
        "Thực hiện kiểm tra, đánh giá định kỳ đối với các nhiệm vụ quản lý nhà nước đã phân cấp cho cấp huyện, cấp xã",
        "Các sở, ban, ngành kiểm tra giám sát, đánh giá định kỳ hàng năm đối với các nhiệm vụ quản lý nhà nước đã phân cấp cho cấp huyện, cấp xã theo quy định của Chính phủ tại Nghị quyết số 21/NQ-CP ngày 21/3/2016.",
    ),
    "TCTP 4.3.3": (
        "Xử lý các vấn đề về phân cấp phát hiện qua kiểm tra",
        "100% vấn đề phát hiện qua kiểm tra đã được xử lý hoặc kiến nghị cấp có thẩm quyền xử lý so với tổng số vấn đề phát hiện qua kiểm tra (bất cập, vướng mắc, vi phạm…)",
    ),
    "TCTP 5.1.1": (
        "Tỷ lệ cơ quan, tổ chức hành chính của tỉnh thực hiện đúng cơ cấu ngạch công chức theo vị trí việc làm được phê duyệt",
        "- Các cơ quan, tổ chức hành chính của tỉnh phải thực hiện đúng các quy định sau: + Hoàn thiện việc xây dựng bản mô tả công việc và khung năng lực cho từng vị trí việc làm theo danh mục đã được phê duyệt; + Bố trí công chức đúng theo vị trí việc làm và tiêu chuẩn ngạch công chức tương ứng với từng vị trí. - 100% số cơ quan, tổ chức phải thực hiện đúng các quy định trên - Sở Nội vụ hướng dẫn các cơ quan, tổ chức hành chính của tỉnh thực hiện đúng các quy định trên. Báo cáo thống kê việc bố trí công chức theo vị trí việc làm.",
    ),
    "TCTP 5.1.2": (
        "Tỷ lệ đơn vị sự nghiệp thuộc tỉnh thực hiện đúng cơ cấu chức danh nghề nghiệp viên chức theo vị trí việc làm được phê duyệt",
        "- Các đơn vị sự nghiệp công lập thuộc tỉnh phải thực hiện đúng các quy định sau: + Phê duyệt theo thẩm quyền hoặc được cơ quan có thẩm quyền phê duyệt danh mục vị trí việc làm; + Hoàn thiện việc xây dựng bản mô tả công việc và khung năng lực cho từng vị trí việc làm theo danh mục đã được phê duyệt; + Bố trí viên chức đúng theo vị trí việc làm và tiêu chuẩn chức danh nghề nghiệp tương ứng với từng vị trí. - 100% số đơn vị sự nghiệp công lập thuộc tỉnh phải thực hiện đúng các quy định trên. - Sở Nội vụ hướng dẫn các đơn vị sự nghiệp thuộc tỉnh thực hiện đúng các quy định trên. Báo cáo thống kê việc bố trí viên chức đúng theo vị trí việc làm và tiêu chuẩn chức danh nghề nghiệp tương ứng từng vị trí.",
    ),
    "TCTP 5.2.1": (
        "Thực hiện quy định về tuyển dụng công chức tại cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện, cấp xã",
        "- 100% số cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện, cấp xã thực hiện tuyển dụng công chức phải tuân thủ đúng trình tự, thủ tục và thời gian quy định tại Luật Cán bộ, công chức và các văn bản hướng dẫn thi hành. - Tổng hợp các văn bản kiểm chứng theo quy định (trường hợp trong năm không tuyển dụng thì đánh giá dựa trên kết quả của kỳ tuyển dụng gần nhất).",
    ),
    "TCTP 5.2.2": (
        "Thực hiện quy định về tuyển dụng viên chức tại các đơn vị sự nghiệp công lập thuộc tỉnh",
        "- 100% số đơn vị sự nghiệp thực hiện tuyển dụng viên chức phải đúng trình tự, thủ tục và thời gian quy định tại Luật Viên chức và các văn bản hướng dẫn thi hành. - Trường hợp trong năm không có đơn vị tuyển dụng thì đánh giá dựa trên kết quả của kỳ tuyển dụng gần nhất.",
    ),
    "TCTP 5.3.2": (
        "Thực hiện quy định về thi, xét thăng hạng viên chức",
        "- Việc tổ chức thi/xét thăng hạng viên chức theo thẩm quyền của tỉnh phải tuân thủ đúng trình tự, thủ tục và thời gian quy định tại Luật Viên chức và các văn bản hướng dẫn thi hành. - Trường hợp trong năm không tổ chức thi/xét thăng hạng thì đánh giá dựa trên kết quả của kỳ thi/xét thăng hạng gần nhất.",
    ),
    "TC 5.4": (
        "Thực hiện quy định về bổ nhiệm vị trí lãnh đạo cấp sở và tương đương",
        "- Thống kê tổng số lãnh đạo cấp sở và tương đương được bổ nhiệm trong năm. - Yêu cầu 100% số lãnh đạo được bổ nhiệm đúng quy trình, tiêu chuẩn và cơ cấu số lượng theo quy định tại Luật Cán bộ, công chức và các văn bản hướng dẫn thi hành.",
    ),
    "TC 5.5": (
        "Thực hiện quy định về đánh giá, phân loại công chức, viên chức",
        "Thực hiện đánh giá, phân loại công chức, viên chức theo đúng quy định của Chính phủ và hướng dẫn của Bộ Nội vụ.",
    ),
    "TC 5.6": (
        "Mức độ hoàn thành kế hoạch tinh giản biên chế trong năm",
        "- Khẩn trương xây dựng, ban hành kế hoạch tinh giản biên chế năm 2017; gửi danh sách đối tượng tinh giản biên chế và dự toán kinh phí thực hiện tinh giản biên chế đến Bộ Nội vụ và Bộ Tài chính đúng thời gian quy định tại Nghị quyết số 39-NQ/TW ngày 17/4/2015 của Bộ Chính trị và Nghị định số 108/2015/NĐ-CP của Chính phủ. - Số người được phê duyệt tinh giản biên chế so với tổng số người dự kiến tinh giản biên chế theo kế hoạch đạt 100%.",
    ),
    "TCTP 5.7.1": (
        "Thực hiện công tác báo cáo kết quả đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
        "- Nội dung báo cáo công tác đào tạo, bồi dưỡng cán bộ, công chức, viên chức năm 2017 tỉnh An Giang (theo Quyết định số 3635/QĐ-UBND ngày 23/12/2016) phải đầy đủ theo quy định của Chính phủ và hướng dẫn của Bộ Nội vụ - Thời gian báo cáo: Trước ngày 31/01/2018.",
    ),
    "TCTP 5.7.2": (
        "Mức độ hoàn thành kế hoạch đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
        "Thực hiện các giải pháp hoàn thành 100% kế hoạch (của Quyết định số 3635/QĐ-UBND ngày 23/12/2016 của UBND tỉnh).",
    ),
    "TCTP 5.8.1": (
        "Tỷ lệ đạt chuẩn của công chức cấp xã",
        "Thực hiện các giải pháp chuẩn hóa công chức cấp xã. Phấn đấu 100% công chức xã đạt chuẩn.",
    ),
    "TCTP 5.8.2": (
        "Tỷ lệ đạt chuẩn của cán bộ cấp xã",
        "Thực hiện các giải pháp chuẩn hóa cán bộ cấp xã. Phấn đấu 100% cán bộ cấp xã đạt chuẩn.",
    ),
    "TCTP 5.8.3": (
        "Tỷ lệ cán bộ, công chức cấp xã được bồi dưỡng chuyên môn, nghiệp vụ trong năm",
        "Sở Nội vụ tổng hợp, thống kê công tác đào tạo, bồi dưỡng chuyên môn, nghiệp vụ cho cán bộ, công chức cấp xã ở các lĩnh vực, so với tổng số cán bộ, công chức cấp xã trên địa bàn tỉnh, đảm bảo đạt tỷ lệ từ 70% trở lên. Báo cáo kết quả bồi dưỡng có thống kê số lượng cụ thể (không tính số lượt tham gia).",
    ),
    "TC 8.3": (
        "Mức độ hài lòng của người dân, tổ chức về chất lượng cung cấp dịch vụ hành chính công",
        "Xây dựng và triển khai khảo sát và công bố chỉ số hài lòng (mức độ hài lòng) của người dân, tổ chức về chất lượng cung cấp dịch vụ hành chính công trên phạm vi của tỉnh theo đúng hướng dẫn của Bộ Nội vụ. Phấn đấu Chỉ số hài lòng đạt từ 80% trở lên.",
    ),
    "TCTP 2.1.1": (
        "Xây dựng VBQPPL trong năm theo danh mục đã được cơ quan có thẩm quyền phê duyệt",
        "- Các sở, ban, ngành quan tâm tham mưu UBND tỉnh hoàn thành việc ban hành các quyết định theo Danh mục đã được UBND tỉnh phê duyệt tại Công văn số 448/UBND-NC ngày 23/3/2017. - Sở Tư pháp giám sát, đôn đốc các sở, ban ngành thực hiện 100% văn bản theo Danh mục ban hành năm 2017. Báo cáo thống kê kết quả thực hiện.",
    ),
    "TCTP 2.1.2": (
        "Thực hiện quy trình xây dựng VBQPPL",
        "- Ban hành văn bản hướng dẫn, triển khai Luật ban hành văn bản quy phạm pháp luật, Nghị định số 34/2016/NĐ- CP ngày 14/5/2016 của Chính phủ quy định chi tiết một số điều và hướng dẫn thi hành Luật ban hành văn bản quy phạm pháp luật. - Báo cáo kết quả theo dõi, kiểm tra việc thực hiện quy trinh xây dựng văn bản quy phạm pháp luật trên địa bàn tỉnh. Đảm bảo 100% văn bản đúng quy trình.",
    ),
    "TCTP 2.2.1": (
        "Mức độ hoàn thành kế hoạch theo dõi thi hành pháp luật của tỉnh",
        "Đôn đốc việc hoàn thành Kế hoạch số 694/KH-UBND ngày 26/12/2016 của UBND tỉnh về việc theo dõi, thi hành pháp luật năm 2017 trên địa bàn tỉnh. Đảm bảo hoàn thành 100% kế hoạch.",
    ),
    "TCTP 2.2.2": (
        "Thực hiện công tác báo cáo theo dõi thi hành pháp luật",
        "- Nội dung báo cáo thực hiện theo quy định tại Nghị định số 59/2012/NĐ-CP của Chính phủ. - Thời gian báo cáo: Trước ngày 15/10/2017.",
    ),
    "TCTP 2.2.3": (
        "Xử lý kết quả theo dõi thi hành pháp luật",
        "100% vấn đề phát hiện đã được xử lý hoặc kiến nghị cấp có thẩm quyền xử lý (bất cập, vướng mắc, vi phạm…).",
    ),
    "TCTP 2.3.1": (
        "Thực hiện công tác báo cáo hàng năm về kết quả rà soát, hệ thống hóa VBQPPL",
        "- Nội dung báo cáo phải đầy đủ theo quy định tại Khoản 3, Điều 170, Nghị định số 34/2016/NĐ-CP của Chính phủ. - Thời gian báo cáo: Trước ngày 15/01/2018.",
    ),
    "TCTP 2.3.2": (
        "Xử lý kết quả rà soát, hệ thống hóa VBQPPL",
        "100% số VBQPPL sau khi rà soát, được xử lý theo thẩm quyền hoặc kiến nghị cơ quan có thẩm quyền xử lý",
    ),
    "TCTP 2.4.1": (
        "Thực hiện công tác báo cáo hàng năm về kiểm tra, xử lý VBQPPL",
        "- Nội dung báo cáo phải đầy đủ theo quy định tại Khoản 3, Điều 135, Nghị định số 34/2016/NĐ-CP của Chính phủ. - Thời gian báo cáo: Trước ngày 15/01/2018.",
    ),
    "TCTP 2.4.2": (
        "Xử lý vấn đề phát hiện qua kiểm tra",
        "100% số VBQPPL trái luật phát hiện qua kiểm tra được xử lý theo thẩm quyền hoặc kiến nghị cơ quan có thẩm quyền xử lý",
    ),
    "TCTP 3.1.1": (
        "Mức độ hoàn thành kế hoạch rà soát, đánh giá thủ tục hành chính",
        "- Đôn đốc việc hoàn thành Kế hoạch số 697/KH-UBND ngày 23/12/2016 của UBND tỉnh về việc rà soát quy định thủ tục hành chính năm 2017. Đảm bảo hoàn thành 100% kế hoạch.",
    ),
    "TCTP 3.1.2": (
        "Xử lý các vấn đề phát hiện qua rà soát",
        "100% số TTHC có vấn đề phát hiện qua rà soát được xử lý theo thẩm quyền hoặc kiến nghị cơ quan có thẩm quyền xử lý.",
    ),
    "TCTP 3.2.1": (
        "Công bố TTHC theo quy định của Chính phủ",
        "- Các quyết định TTHC thuộc thẩm quyền giải quyết của các cấp chính quyền trên địa bàn tỉnh phải được ban hành chậm nhất trước 05 (năm) ngày làm việc tính đến ngày VBQPPL có quy định về TTHC có hiệu lực thi hành. - 100% số TTHC thuộc thẩm quyền của các cấp chính quyền được công bố kịp thời trong năm.",
    ),
    "TCTP 3.2.2": (
        "Cập nhật TTHC và các văn bản quy định về TTHC vào Cơ sở dữ liệu quốc gia",
        "Sở Tư pháp tham mưu việc công bố và các văn bản quy định về TTHC phải được cập nhật vào Cơ sở dữ liệu quốc gia về TTHC chậm nhất là trong thời hạn 05 (năm) ngày làm việc kể từ ngày ký quyết định công bố. Đạt 100% số TTHC được cập nhật kịp thời trong năm.",
    ),
    "TCTP 3.3.1": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện, cấp xã công khai TTHC đầy đủ, đúng quy định tại Bộ phận tiếp nhận và trả kết quả",
        "- Hướng dẫn triển khai thực hiện công khai TTHC đầy đủ thông tin (các bộ phận cấu thành TTHC), đúng quy định tại Bộ phận tiếp nhận và trả kết quả các cấp trên địa bàn tỉnh. Đảm bảo 100% cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện, cấp xã thực hiện đúng quy định. - Báo cáo thống kê kết quả công khai TTHC trên địa bàn tỉnh.",
    ),
    "TCTP 3.3.2": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện công khai TTHC đầy đủ, đúng quy định trên Trang thông tin điện tử của cơ quan, đơn vị.",
        "- Sở Tư pháp phối hợp với Sở Thông tin và Truyền thông hướng dẫn triển khai việc niêm yết TTHC đầy đủ thông tin (các bộ phận cấu thành TTHC), đúng quy định trên Trang thông tin điện tử của cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện. Đạt tỷ lệ 100% các cơ quan, đơn vị. - Báo cáo thống kê kết quả công khai TTHC trên Cổng thông tin điện tử của cơ quan, đơn vị",
    ),
    "TCTP 3.3.3": (
        "Tỷ lệ TTHC được công khai đầy đủ, đúng quy định trên Cổng/Trang thông tin điện tử của tỉnh",
        "100% số hồ sơ TTHC thuộc thẩm quyền giải quyết của các cấp chính quyền trên địa bàn tỉnh được công khai đẩy đủ, đúng quy định trên Cổng/Trang thông tin điện tử của tỉnh",
    ),
    "TCTP 3.4.1": (
        "Tổ chức thực hiện việc tiếp nhận PAKN của cá nhân, tổ chức đối với TTHC thuộc thẩm quyền giải quyết của tỉnh",
        "Tổ chức thực hiện đầy đủ các hình thức, quy trình tiếp nhận PAKN của cá nhân, tổ chức về TTHC theo quy định tại Nghị định số 20/2008/NĐ-CP và Nghị định số 63/2010/NĐ-CP của Chính phủ",
    ),
    "TCTP 3.4.2": (
        "Xử lý PAKN của cá nhân, tổ chức đối với TTHC thuộc thẩm quyền giải quyết của tỉnh",
        "100% số PAKN tiếp nhận trong năm đã được xử lý hoặc kiến nghị cơ quan có thẩm quyền xử lý",
    ),
    "TCTP 8.1.1": (
        "Tỷ lệ TTHC thuộc thẩm quyền giải quyết của cấp tỉnh (sở, ban, ngành) được thực hiện theo cơ chế một cửa",
        "- Ban hành quy định danh mục thủ tục hành chính thực hiện theo cơ chế một cửa, cơ chế một cửa liên thông đối với 100% thủ tục hành chính thuộc thẩm quyền giải quyết của các cơ quan chuyên môn cấp tỉnh. - Triển khai thực hiện cơ chế một cửa theo danh mục đã ban hành.",
    ),
    "TCTP 8.1.2": (
        "Tỷ lệ đơn vị hành chính cấp huyện có 100% số TTHC thuộc thẩm quyền giải quyết được thực hiện theo cơ chế một cửa",
        "- Ban hành quy định danh mục thủ tục hành chính thực hiện theo cơ chế một cửa, cơ chế một cửa liên thông đối với 100% thủ tục hành chính thuộc thẩm quyền giải quyết của UBND cấp huyện trên địa bàn tỉnh. - Triển khai thực hiện cơ chế một cửa theo danh mục đã ban hành.",
    ),
    "TCTP 8.1.4": (
        "Số TTHC được giải quyết theo cơ chế một cửa liên thông",
        "- Thống kê số lượng TTHC thuộc thẩm quyền giải quyết của tỉnh được giải quyết theo cơ chế một cửa liên thông hàng năm. Duy trì số lượng từ 50 TTHC trở lên. - Tiếp tục cập nhật, bổ sung, xây dựng quy chế phối hợp thực hiện thủ tục hành chính theo cơ chế một cửa liên thông đối với cơ quan hành chính nhà nước các cấp trên địa bàn tỉnh.",
    ),
    "TCTP 8.3.1": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh có 100% số hồ sơ TTHC tiếp nhận trong năm được giải quyết đúng hạn",
        "- Thực hiện các giải pháp nâng cao trách nhiệm người đứng đầu các cơ quan chuyên môn cấp tỉnh; nâng cao hiệu quả giải quyết thủ tục hành chính theo cơ chế một cửa tại từng cơ quan. - Đạt tỷ lệ 100% số cơ quan chuyên môn cấp tỉnh thực hiện tiếp nhận và giải quyết đúng hạn 100% số hồ sơ TTHC. Không có cơ quan có hồ sơ trễ hạn. - Báo cáo thống kê tình hình thực hiện cơ chế một cửa tại các cơ quan chuyên môn cấp tỉnh.",
    ),
    "TCTP 8.3.2": (
        "Tỷ lệ đơn vị hành chính cấp huyện có 100% số hồ sơ TTHC tiếp nhận trong năm được giải quyết đúng hạn",
        "- Thực hiện các giải pháp nâng cao trách nhiệm người đứng đầu; nâng cao hiệu quả giải quyết thủ tục hành chính theo cơ chế một cửa tại UBND huyện, thị xã, thành phố. - Đạt tỷ lệ 100% UBND huyện, thị xã, thành phố trên địa bàn tỉnh thực hiện tiếp nhận và giải quyết TTHC đúng hạn 100% số hồ sơ TTHC tiếp nhận trong năm. Không có đơn vị có hồ sơ trễ hạn.",
    ),
    "TCTP 8.3.3": (
        "Tỷ lệ đơn vị hành chính cấp xã có 100% số hồ sơ TTHC tiếp nhận trong năm được giải quyết đúng hạn",
        "- Thực hiện các giải pháp nâng cao hiệu quả giải quyết TTHC theo cơ chế một cửa đối với cấp xã. Đảm bảo 100% xã, phường, thị trấn tiếp nhận và giải quyết thủ tục hành chính trong năm đúng hạn 100%. Không có đơn vị có hồ sơ trễ hạn.",
    ),
    "TC 6.1": (
        "Thực hiện cơ chế tự chủ, tự chịu trách nhiệm về sử dụng kinh phí quản lý hành chính",
        "Sở Tài chính tham mưu triển khai thực hiện đúng quy định về cơ chế tự chủ, tự chịu trách nhiệm về sử dụng kinh phí quản lý hành chính đúng theo quy định tại Nghị định số 130/2005/NĐ-CP và Nghị định số 117/2013/NĐ- CP của Chính phủ trên địa bàn tỉnh và Báo cáo kết quả thực hiện.",
    ),
    "TCTP 6.2.1": (
        "Tỷ lệ đơn vị sự nghiệp công lập thuộc tỉnh triển khai thực hiện cơ chế tự chủ, tự chịu trách nhiệm",
        "- Sở Tài chính theo dõi, duy trì việc thực hiện cơ chế tự chủ, tự chịu trách nhiệm đối với đơn vị sự nghiệp công lập trên địa bàn tỉnh. - Tham mưu tiếp tục thực hiện cơ chế tự chủ, tự chịu trách nhiệm đối với các đơn vị sự nghiệp công lập mới thành lập. Đảm bảo 100% đơn vị sự nghiệp công lập thực hiện cơ chế tự chủ, tự chịu trách nhiệm theo quy định. Báo cáo kết quả thực hiện.",
    ),
    "TCTP 6.2.2": (
        "Số đơn vị sự nghiệp công lập tự bảo đảm chi thường xuyên",
        "- Sở Tài chính tham mưu UBND tỉnh thực hiện các giải pháp tăng số đơn vị sự nghiệp thuộc tỉnh tự bảo đảm chi thường xuyên của năm 2017 so với số lượng của năm 2016. Báo cáo thống kê có số liệu cụ thể.",
    ),
    "TCTP 6.2.3": (
        "Tỷ lệ đơn vị sự nghiệp công lập đủ điều kiện đã được phê duyệt Đề án vận dụng cơ chế tài chính như doanh nghiệp",
        "- Tham mưu UBND tỉnh phê duyệt Đề án vận dụng cơ chế tài chính như doanh nghiệp đối với các đơn vị sự nghiệp thuộc tỉnh đủ điều kiện trong năm 2017 (quy định tại Nghị định số 16/2015/NĐ-CP của Chính phủ và các văn bản khác có liên quan). - Phấn đấu thực hiện số đơn vị sự nghiệp thuộc tỉnh được phê duyệt Đề án vận dụng cơ chế tài chính như doanh nghiệp so với tổng số đơn vị đủ điều kiện, đạt tỷ lệ từ 80% trở lên. Báo cáo kết quả thực hiện Đề án vận dụng cơ chế tài chính như doanh nghiệp.",
    ),
    "TCTP 6.2.4": (
        "Tỷ lệ đơn vị sự nghiệp công lập thực hiện đúng quy định về việc phân phối kết quả tài chính hoặc sử dụng kinh phí tiết kiệm chi thường xuyên trong năm",
        "- Thực hiện các giải pháp đảm bảo 100% số đơn vị sự nghiệp (đã triển khai cơ chế tự chủ) thực hiện đúng quy định về phân phối kết quả tài chính hoặc sử dụng kinh phí tiết kiệm chi thường xuyên trong năm 2017. - Báo cáo của tỉnh về kết quả thực hiện.",
    ),
    "TCTP 7.1.1": (
        "Mức độ hoàn thành kế hoạch ứng dụng CNTT",
        "Theo dõi, thực hiện và đôn đốc hoàn thành 100% nhiệm vụ của kế hoạch ứng dụng Công nghệ thông tin năm 2017 theo Quyết định số 3812/QĐ-UBND ngày 31/12/2016 của UBND tỉnh",
    ),
    "TCTP 7.1.2": (
        "Xây dựng và triển khai Kiến trúc Chính quyền điện tử của tỉnh",
        "- Xây dựng, trình ban hành Đề án Kiến trúc Chính quyền điện tử tỉnh An Giang trong năm 2017. - Triển khai, duy trì, cập nhật Đề án theo quy định.",
    ),
    "TCTP 7.1.3": (
        "Tỷ lệ văn bản trao đổi giữa các cơ quan hành chính nhà nước dưới dạng điện tử",
        "Thực hiện các giải pháp nâng cao tỷ lệ số văn bản đi được phát hành dưới dạng văn bản điện tử từ 80% trở lên ở 03 cấp (tỉnh, huyện, xã) so với tổng số văn bản đi phát hành trong năm 2017. Báo cáo thống kê số liệu.",
    ),
    "TCTP 7.1.4": (
        "Thực hiện kết nối, liên thông các phần mềm quản lý văn bản (từ cấp tỉnh đến cấp xã)",
        "Duy trì thực hiện kết nối, liên thông các phần mềm quản lý văn bản từ cấp tỉnh đến cấp xã.",
    ),
    "TCTP 7.2.1": (
        "Tỷ lệ hồ sơ TTHC được xử lý trực tuyến mức độ 3",
        "Thực hiện các giải pháp nâng cao tỷ lệ hồ sơ TTHC đã tiếp nhận trong năm của tất cả các dịch vụ công được triển khai cung cấp trực tuyến mức độ 3 so với tổng số hồ sơ đã tiếp nhận trong năm. Phấn đấu đạt tỷ lệ từ 40% trở lên. Báo cáo kết quả thực hiện nội dung này",
    ),
    "TCTP 7.2.2": (
        "Tỷ lệ hồ sơ TTHC được xử lý trực tuyến mức độ 4",
        "Thực hiện các giải pháp nâng cao tỷ lệ hồ sơ TTHC đã tiếp nhận trong năm của tất cả các dịch vụ công được triển khai cung cấp trực tuyến mức độ 4 so với tổng số hồ sơ đã tiếp nhận trong năm. Phấn đấu đạt từ 30% trở lên. Báo cáo kết quả thực hiện nội dung này",
    ),
    "TCTP 7.2.3": (
        "Thực hiện quy định về tiếp nhận hồ sơ, trả kết quả giải quyết TTHC qua dịch vụ bưu chính công ích",
        "- Tham mưu UBND tỉnh ban hành Quyết định thực hiện tiếp nhận hồ sơ, giải quyết và trả kết quả giải quyết TTHC qua dịch vụ bưu chính công ích theo quy định tại Quyết định số 45/2016/QĐ-TTg của Thủ tướng Chính phủ (thay thế Quyết định số 42/2012/QĐ-UBND ngày 28/12/20122). - Báo cáo kết quả thực hiện hồ sơ TTHC qua dịch vụ bưu chính công ích.",
    ),
    "TCTP 7.3.1": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện công bố Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2008",
        "- Thực hiện các giải pháp xây dựng, công bố Hệ thống quản lý chất lượng các cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện với 100% số cơ quan, đơn vị có quyết định công bố Hệ thống quản lý chất lượng phù hợp TCQG TCVN ISO 9001:2008. - Tham mưu UBND tỉnh báo cáo tình hình triển khai, công bố Hệ thống quản lý chất lượng TCVN ISO trên địa bàn tỉnh.",
    ),
    "TCTP 7.3.2": (
        "Tỷ lệ đơn vị hành chính cấp xã công bố Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2008",
        "Tham mưu việc triển khai xây dựng, áp dụng Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2008 đối với UBND cấp xã. Phấn đấu đạt tỷ lệ 50% số xã, phường, thị trấn trở lên được công bố phù hợp tiêu chuẩn",
    ),
    "TCTP 7.3.3": (
        "Tỷ lệ cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện thực hiện đúng việc duy trì, cải tiến Hệ thống quản lý chất lượng theo quy định",
        "Theo dõi, đôn đốc, kiểm tra thực hiện việc duy trì, cải tiến Hệ thống quản lý chất lượng theo đúng quy định tại Quyết định số 19/2014/QĐ-TTg của Thủ tướng Chính phủ đối với những cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện đã công bố Hệ thống quản lý chất lượng. Đảm bảo 100% số cơ quan, đơn vị đã công bố thực hiện đúng việc duy trì, cải tiến ISO năm 2017. Báo cáo kết quả thực hiện nội dung này",
    ),
    "TC 1.1": (
        "Mức độ thu hút đầu tư của tỉnh",
        "- Thực hiện các giải pháp đẩy mạnh cải cách thủ tục hành chính nhằm thu hút vốn đầu tư của cá nhân, tổ chức, doanh nghiệp tham gia hoạt động sản xuất, kinh doanh trên địa bàn tỉnh. - Yêu cầu: Tổng vốn thu hút đầu tư của năm đánh giá cao hơn năm trước liền kề (tăng).",
    ),
    "TC 1.2": (
        "Tỷ lệ doanh nghiệp thành lập mới trong năm",
        "- Thực hiện giải pháp như 1.1. - Yêu cầu: Số doanh nghiệp thành lập mới tăng lên so với năm trước liền kề, phấn đấu đạt từ 30% trở lên.",
    ),
}
