-- A row is a good code of a code list.
SELECT code_list, code, label, position FROM ops.code_list ORDER BY code_list, position, code
