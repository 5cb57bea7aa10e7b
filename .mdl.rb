# SPDX-License-Identifier: GPL-3.0-or-later
# Rules of the Markdown check (mdl), for the hook in .pre-commit-config.yaml.
all
rule 'MD013', line_length: 120, ignore_code_blocks: true, tables: false
rule 'MD007', indent: 2
rule 'MD024', :allow_different_nesting => true
