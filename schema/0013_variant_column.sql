-- SPDX-License-Identifier: GPL-3.0-or-later
-- The column is named as the program and its documentation name it.

ALTER TABLE spectrogram_image RENAME COLUMN form TO variant;
