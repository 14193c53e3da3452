using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of texts and bytes.</summary>
internal static class TextFunctions
{
    // Java's whitespace, which Trino trims; the engine trims blanks alone.
    private const string Whitespace = "\t\n\v\f\r\u001c\u001d\u001e\u001f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000";

    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("lpad rpad", Pad, arity: 3),
        .. DialectFunction.Each("ltrim rtrim trim", Trim, arity: 1),
        .. DialectFunction.Each("md5 sha1 sha256 to_base64 to_hex", OfBytes, arity: 1),
        .. DialectFunction.Each("substr substring", Substring),
        .. DialectFunction.Each("like_escape not_like_escape", Like, arity: 3).Select(function => function with { IsOfParser = true }),
        new("chr", call => call.IntegerAt(0), 1),
        DialectFunction.Renamed("codepoint", "unicode"),
        new("concat_ws", ConcatenateArray, 2),
        new("current_groups") { Signature = "() -> array(varchar)" },
        new("from_hex", call => call.Kind(0) == ExpressionKind.Binary || call.Text(0)?.Length % 2 == 0, 1),
        new("length", call => call.Kind(0) == ExpressionKind.Binary && call.Rename("octet_length"), 1),
        new("replace", Replace),
        new("reverse", call => TypeRules.IsArray(call.Kind(0)) ? call.Rename("list_reverse") : call.Kind(0) == ExpressionKind.Binary ? call.Macro("reverse_bytes") : call.Kind(0) is ExpressionKind.Text or ExpressionKind.Unknown && call.Macro("reverse_text"), 1),
        new("split", Split) { EngineName = "string_split", Signature = "(varchar, varchar) -> array(varchar), (varchar, varchar, bigint) -> array(varchar)" },
        new("strpos", call => call.Macro("strpos"), 3),
        DialectFunction.Renamed("to_utf8", "encode"),
        new("upper", call => call.Kind(0) is ExpressionKind.Text or ExpressionKind.Unknown && call.Text(0)?.Contains('ß', StringComparison.Ordinal) != false && call.Macro("upper"), 1),
    ];

    private static bool Trim(DialectCall call)
    {
        if (call.Kind(0) is not (ExpressionKind.Text or ExpressionKind.Unknown))
        {
            return false;
        }

        call.Add(Nodes.Constant(Whitespace));
        call.Context.IsChanged = true;
        return true;
    }

    private static bool Pad(DialectCall call) => call.Number(1) < 0
        ? throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, "Target length must be in the range [0..2147483647]")
        : call.IntegerAt(1);

    private static bool OfBytes(DialectCall call)
    {
        if (call.Kind(0) == ExpressionKind.Text)
        {
            throw call.Failed(TrinoErrorCode.FunctionNotFound, $"Unexpected parameters (varchar) for function {call.Name}: it takes varbinary. Write {call.Name}(to_utf8(…)).");
        }

        if (call.Kind(0) != ExpressionKind.Binary || call.Name.StartsWith("to_", StringComparison.Ordinal))
        {
            return false;
        }

        call.Context.Surround(call.Node, inner => Nodes.Function("unhex", inner));
        return true;
    }

    private static bool Substring(DialectCall call) =>
        call.Count > 1 && call.Kind(0) == ExpressionKind.Binary ? call.Macro("substr_bytes")
        : call.Count > 1 && !(Nodes.IsPositive(call[1]) && (call.Count == 2 || Nodes.IsPositive(call[2]))) && call.Macro("substr");

    // The engine replaces no empty text, which is between all characters.
    private static bool Replace(DialectCall call) =>
        call.Count == 2 ? call.Macro("replace_2") : call.Count == 3 && call.Text(1) is not { Length: > 0 } && call.Macro("replace_any");

    private static bool Split(DialectCall call)
    {
        if (call.Count > 1 && call.Text(1) is "")
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, "The delimiter may not be the empty string");
        }

        if (call.Count != 2 || call.Text(1) is not null)
        {
            return call.Count == 3 && call.Macro("split_limit");
        }

        var delimiter = call.Context.Copy(call[1]);
        call.Rename("string_split");
        call.Context.Surround(call.Node, inner => Nodes.NullIfAny([delimiter], inner));
        return true;
    }

    private static bool ConcatenateArray(DialectCall call)
    {
        if (call.Kind(1) != ExpressionKind.Array)
        {
            return false;
        }

        if (call.Text(0) is null)
        {
            return call.Macro("joined_items");
        }

        var parts = call.Take();
        call.Add(parts[1]);
        call.Add(parts[0]);
        return call.Rename("array_to_string");
    }

    // x LIKE pattern ESCAPE escape
    private static bool Like(DialectCall call)
    {
        var (pattern, escape) = (call.Text(1), call.Text(2));
        if (LikePattern.Problem(pattern, escape) is { } problem)
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, problem);
        }

        if (pattern is null || escape is null)
        {
            var parts = call.Take();
            call.Add(parts[0]);
            call.Add(Nodes.Function(call.Context.Macro("like_pattern"), parts[1], call.Context.Copy(parts[2])));
            call.Add(parts[2]);
        }

        return true;
    }
}
