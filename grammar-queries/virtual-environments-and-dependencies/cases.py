# Each block is a setup.py of its own.

# ---
# requirement-specifier: requirements of setup.py.
from setuptools import setup

setup(
    install_requires=["requests~=2.28"],
#                     ^^^^^^^^^^^^^^^^ gloss requirement-specifier: `>=2.28,<3`
    extras_require={"dev": ["pytest"]},
#                           ^^^^^^^^ gloss requirement-specifier: any will do
    python_requires=">=3.9",
#                   ^^^^^^^ gloss requirement-specifier: 3.9 or newer
)

# ---
# requirement-single-equals: in setup.py.
from setuptools import setup

setup(install_requires=["requests=2.28.2", "six==1.16"])
#                        ^^^^^^^^^^^^^^^ requirement-single-equals error
# fix: setup(install_requires=["requests==2.28.2", "six==1.16"])

# ---
# not: requirement-single-equals — strings elsewhere
setup(keywords=["a=1"])
