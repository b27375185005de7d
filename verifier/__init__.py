"""Check a bundle by itself: with the standard library of Python 3.8 or later, and nothing else.

The product uses it, and `verify.pyz`, which travels beside the ZIP, is made of it: one code for both.
"""

from verifier.checking import BundleCheck, verify_bundle
from verifier.faults import SENTENCES, BundleFault

__all__ = ["SENTENCES", "BundleCheck", "BundleFault", "verify_bundle"]
