using System.Text.Json;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Sql.Analysis;

internal sealed partial class SqlTreeWalker
{
    private void Expressions(JsonElement list, CteScope? scope)
    {
        foreach (var expression in list.EnumerateArray())
        {
            Expression(expression, scope);
        }
    }

    private void Optional(JsonElement expression, CteScope? scope)
    {
        if (expression.ValueKind != JsonValueKind.Null)
        {
            Expression(expression, scope);
        }
    }

    private void Expression(JsonElement expression, CteScope? scope)
    {
        if (!HasStack())
        {
            return;
        }

        var kind = expression.GetProperty("class").GetString()!;
        if (!Understood(kind, expression))
        {
            return;
        }

        switch (kind)
        {
            case "COLUMN_REF":
                _names.Column(expression);
                break;
            case "POSITIONAL_REFERENCE":
                _names.ReadUnnamed();
                break;
            case "CONSTANT":
                break;
            case "COMPARISON":
                Expression(expression.GetProperty("left"), scope);
                Expression(expression.GetProperty("right"), scope);
                break;
            case "BETWEEN":
                Expression(expression.GetProperty("input"), scope);
                Expression(expression.GetProperty("lower"), scope);
                Expression(expression.GetProperty("upper"), scope);
                break;
            case "CONJUNCTION":
                Expressions(expression.GetProperty("children"), scope);
                break;
            case "OPERATOR":
                Operator(expression, scope);
                break;
            case "CASE":
                Case(expression, scope);
                break;
            case "CAST":
                Expression(expression.GetProperty("child"), scope);
                Type(expression.GetProperty("cast_type"), expression);
                break;
            case "COLLATE":
                Expression(expression.GetProperty("child"), scope);
                break;
            case "LAMBDA":
                Expression(expression.GetProperty("lhs"), scope);
                Expression(expression.GetProperty("expr"), scope);
                break;
            case "FUNCTION":
                Function(expression, scope);
                break;
            case "WINDOW":
                Window(expression, scope);
                break;
            case "STAR":
                Star(expression, scope);
                break;
            case "SUBQUERY":
                Optional(expression.GetProperty("child"), scope);
                Statement(expression.GetProperty("subquery"), scope);
                break;
            default:
                NotUnderstood(kind, expression);
                break;
        }
    }

    private void Operator(JsonElement expression, CteScope? scope)
    {
        switch (Kind(expression))
        {
            case "OPERATOR_NOT" or "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "COMPARE_IN" or "COMPARE_NOT_IN" or "OPERATOR_COALESCE"
                or "OPERATOR_NULLIF" or "OPERATOR_TRY" or "OPERATOR_UNPACK" or "ARRAY_CONSTRUCTOR" or "ARRAY_EXTRACT" or "ARRAY_SLICE" or "STRUCT_EXTRACT"
                or "GROUPING_FUNCTION":
                Expressions(expression.GetProperty("children"), scope);
                break;
            case var other:
                NotUnderstood(other ?? "OPERATOR", expression);
                break;
        }
    }

    private void Case(JsonElement expression, CteScope? scope)
    {
        foreach (var check in expression.GetProperty("case_checks").EnumerateArray())
        {
            if (Understood("case", check))
            {
                Expression(check.GetProperty("when_expr"), scope);
                Expression(check.GetProperty("then_expr"), scope);
            }
        }

        Optional(expression.GetProperty("else_expr"), scope);
    }

    private void Function(JsonElement function, CteScope? scope)
    {
        if (function.GetProperty("export_state").GetBoolean())
        {
            NotUnderstood("EXPORT_STATE", function);
            return;
        }

        // A qualifier may be a table or column whose value the function is applied to, as in o.email.upper(); a function of another
        // schema under an allowed name does not exist: the worker's database has none but the engine's own.
        if (MayCall(function))
        {
            FunctionParts(function, scope);
        }
    }

    private void FunctionParts(JsonElement function, CteScope? scope)
    {
        Expressions(function.GetProperty("children"), scope);
        Optional(function.GetProperty("filter"), scope);
        if (function.GetProperty("order_bys") is { ValueKind: not JsonValueKind.Null } order)
        {
            Modifier(order, scope);
        }
    }

    private void Window(JsonElement window, CteScope? scope)
    {
        if (!MayCall(window))
        {
            return;
        }

        Expressions(window.GetProperty("children"), scope);
        Expressions(window.GetProperty("partitions"), scope);
        Orders(window.GetProperty("orders"), scope);
        Orders(window.GetProperty("arg_orders"), scope);
        foreach (var part in (ReadOnlySpan<string>)["start_expr", "end_expr", "offset_expr", "default_expr", "filter_expr"])
        {
            Optional(window.GetProperty(part), scope);
        }
    }

    private void Star(JsonElement star, CteScope? scope)
    {
        _names.ReadUnnamed();
        foreach (var replacement in star.GetProperty("replace_list").EnumerateArray())
        {
            if (Understood("replace", replacement))
            {
                Expression(replacement.GetProperty("value"), scope);
            }
        }

        Optional(star.GetProperty("expr"), scope);
    }

    private bool MayCall(JsonElement function)
    {
        var name = function.GetProperty("function_name").GetString()!;
        if (SafeFunctions.MayCall(name))
        {
            if (IsQualified(function))
            {
                _names.ReadUnnamed();
            }

            return true;
        }

        Refuse(TrinoErrorCode.FunctionNotFound, $"Function '{name}' is not available here. {Instead(name)}SHOW FUNCTIONS lists those that are.", Offset(function));
        return false;
    }

    private static string Instead(string name) =>
        TrinoFunctions.Equivalent(name) is { Length: > 0 } equivalent ? $"Use {equivalent}. "
        : TrinoFunctions.Nearest(name) is { } near ? $"Did you mean {near}? "
        : "";

    private static bool IsQualified(JsonElement function) =>
        function.GetProperty("schema").GetString() is { Length: > 0 } || function.GetProperty("catalog").GetString() is { Length: > 0 };
}
