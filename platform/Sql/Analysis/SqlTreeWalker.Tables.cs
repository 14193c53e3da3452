using System.Buffers;
using System.Text.Json;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Sql.Analysis;

internal sealed partial class SqlTreeWalker
{
    private static readonly SearchValues<char> OfFiles = SearchValues.Create("/\\:*?[{");

    private void Table(JsonElement table, CteScope? scope)
    {
        if (!HasStack() || Kind(table) is not { } kind)
        {
            return;
        }

        switch (kind)
        {
            case "PIVOT":
                Refuse(TrinoErrorCode.NotSupported, "PIVOT and UNPIVOT are not supported. Use CASE or FILTER with GROUP BY instead.", Offset(table));
                return;
            case "SHOW_REF":
                Refuse(TrinoErrorCode.NotSupported, "DESCRIBE, SHOW and SUMMARIZE stand by themselves, not inside a query. information_schema has the same facts as tables.");
                return;
        }

        // SUBQUERY names both a table and an expression in the tree.
        if (!Understood(kind == "SUBQUERY" ? "TABLE_SUBQUERY" : kind, table))
        {
            return;
        }

        Sample(table.GetProperty("sample"));
        _names.Relation(table.GetProperty("alias").GetString()!);
        switch (kind)
        {
            case "EMPTY":
                break;
            case "BASE_TABLE":
                BaseTable(table, scope);
                break;
            case "SUBQUERY":
                Statement(table.GetProperty("subquery"), scope);
                break;
            case "JOIN":
                if (table.GetProperty("using_columns").GetArrayLength() > 0 || table.GetProperty("ref_type").GetString() is not ("REGULAR" or "CROSS"))
                {
                    _names.ReadUnnamed();
                }

                Table(table.GetProperty("left"), scope);
                Table(table.GetProperty("right"), scope);
                Optional(table.GetProperty("condition"), scope);
                Expressions(table.GetProperty("duplicate_eliminated_columns"), scope);
                break;
            case "EXPRESSION_LIST":
                foreach (var row in table.GetProperty("values").EnumerateArray())
                {
                    Expressions(row, scope);
                }

                break;
            case "TABLE_FUNCTION":
                TableFunction(table.GetProperty("function"), scope);
                break;
            default:
                NotUnderstood(kind, table);
                break;
        }
    }

    private void BaseTable(JsonElement table, CteScope? scope)
    {
        var reference = new TableReference(
            table.GetProperty("catalog_name").GetString()!,
            table.GetProperty("schema_name").GetString()!,
            table.GetProperty("table_name").GetString()!,
            Offset(table),
            State(table))
        {
            // Once: of a part of the text that the parser used twice nothing is known the second time.
            Condition = _conditions.Remove(Offset(table), out var condition) ? condition : RowCondition.Unknown,
        };
        _names.Relation(reference.Name);
        if (Refusal is not null)
        {
            return;
        }

        if (reference.State is not null && reference.Catalog.Length == 0 && reference.Schema.Length == 0 && CteScope.Sees(scope, reference.Name))
        {
            // The engine would pass over it.
            Refuse(TrinoErrorCode.NotSupported, $"\"{reference.Name}\" is a CTE of this query and has no older state: ask for one where the CTE reads a product.", reference.Offset);
        }
        else if (reference.Catalog.Length > 0 || reference.Schema.Length > 0 || !CteScope.Sees(scope, reference.Name))
        {
            _tables.Add(reference);
        }
        else if (reference.Name.AsSpan().ContainsAny(OfFiles))
        {
            // The engine takes a table's name that it does not find for a file's: should it see fewer CTEs than we do, it must not find one.
            Refuse(TrinoErrorCode.NotSupported, "A CTE cannot be called like a file. Give it a name of letters, digits and underscores.", reference.Offset);
        }
    }

    private void TableFunction(JsonElement function, CteScope? scope)
    {
        if (function.GetProperty("class").GetString() != "FUNCTION" || !Understood("FUNCTION", function))
        {
            NotUnderstood("TABLE_FUNCTION", function);
            return;
        }

        var name = function.GetProperty("function_name").GetString()!;
        if (!SafeFunctions.IsAllowedInFrom(name) || IsQualified(function))
        {
            Refuse(TrinoErrorCode.NotSupported,
                $"{name}() may not be in FROM: only data products are read here, and of table functions unnest, range and generate_series.", Offset(function));
            return;
        }

        FunctionParts(function, scope);
    }
}
