using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>
/// Writes a path of SQL/JSON, <c>lax $.items[*]?(@.price > 2).name</c>, as calls of macros, each of which makes a list of JSON values of the one
/// before. A list that is NULL is an error of the path. Pure.
/// </summary>
/// <param name="path">The path.</param>
/// <param name="macro">Makes a macro available, and returns its name.</param>
/// <param name="variables">The values of PASSING, by name; copies are taken.</param>
internal sealed class JsonPath(string path, Func<string, string> macro, IReadOnlyDictionary<string, Func<JsonNode>> variables)
{
    private static readonly string[] Methods = ["abs", "ceiling", "double", "floor", "size", "type"];

    private int _at;
    private int _lambdas;
    private bool _isStrict;

    /// <summary>The list of the values that the path finds in an input.</summary>
    /// <exception cref="FormatException">It is no path, or has a part without a counterpart.</exception>
    /// <exception cref="InsufficientExecutionStackException">Its filters are nested too deeply.</exception>
    public JsonObject Of(JsonNode input)
    {
        if (Take("strict "))
        {
            _isStrict = true;
        }
        else
        {
            Take("lax ");
        }

        Require("$");
        var found = Steps(Call("path_start", input));
        Blank();
        return _at == path.Length ? found : throw Wrong();
    }

    private JsonObject Steps(JsonObject from)
    {
        while (true)
        {
            if (Take(".*"))
            {
                from = Call("path_members", from);
            }
            else if (Take("."))
            {
                from = Member(from);
            }
            else if (Take("["))
            {
                from = Items(from);
            }
            else if (Take("?"))
            {
                from = Filter(from);
            }
            else
            {
                return from;
            }
        }
    }

    private JsonObject Member(JsonObject from)
    {
        Blank();
        var name = _at < path.Length && path[_at] == '"' ? Text() : Name();
        if (Take("("))
        {
            Require(")");
            return Array.Exists(Methods, method => method == name) ? Call($"path_{name}", from) : throw Wrong($"The method {name}() of a JSON path is not supported.");
        }

        return Call(_isStrict ? "path_member_strict" : "path_member", from, Nodes.Constant($"$.\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
    }

    private JsonObject Items(JsonObject from)
    {
        if (Take("*"))
        {
            Require("]");
            return Call(_isStrict ? "path_items_strict" : "path_items", from);
        }

        var first = Index();
        var last = Take("to") ? Index() : first;
        Require("]");
        return Call(_isStrict ? "path_range_strict" : "path_range", from, Nodes.Constant(first), Nodes.Constant(last));
    }

    // From 0; from the end below 0.
    private int Index()
    {
        if (!Take("last"))
        {
            return Whole();
        }

        return Take("-") ? -1 - Whole() : -1;
    }

    private int Whole()
    {
        Blank();
        var start = _at;
        while (_at < path.Length && char.IsAsciiDigit(path[_at]))
        {
            _at++;
        }

        var digits = path[start.._at];
        Blank();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong();
    }

    private JsonObject Filter(JsonObject from)
    {
        Require("(");
        var item = string.Create(CultureInfo.InvariantCulture, $"_j{_lambdas++}");
        var condition = Or(item);
        Require(")");
        return Nodes.Function("list_filter", _isStrict ? from : Call("path_items", from), Nodes.Lambda(item, condition));
    }

    private JsonNode Or(string item)
    {
        var left = And(item);
        while (Take("||"))
        {
            left = Logic("OR", left, And(item));
        }

        return left;
    }

    private JsonNode And(string item)
    {
        var left = Not(item);
        while (Take("&&"))
        {
            left = Logic("AND", left, Not(item));
        }

        return left;
    }

    // Each part within another one passes here.
    private JsonNode Not(string item)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Take("!"))
        {
            return Call("path_not", Not(item));
        }

        if (Take("exists"))
        {
            Require("(");
            var found = Value(item) as JsonObject ?? throw Wrong();
            Require(")");
            return Call("path_found", found);
        }

        if (Take("("))
        {
            var inner = Or(item);
            Require(")");
            return inner;
        }

        return Comparison(item);
    }

    // @.price > 2, "a" == @.name
    private JsonObject Comparison(string item)
    {
        var left = Value(item);
        var sign = Array.Find(["==", "<>", "!=", "<=", ">=", "<", ">", "starts with", "like_regex"], Take) ?? throw Wrong();
        var right = Value(item);
        return (left, right) switch
        {
            (JsonObject of, Literal literal) => Compare(of, sign, literal),
            (Literal literal, JsonObject of) when sign is not ("starts with" or "like_regex") => Compare(of, sign[0] switch { '<' when sign != "<>" => $">{sign[1..]}", '>' => $"<{sign[1..]}", _ => sign }, literal),
            _ => throw Wrong("A filter compares what it finds with a constant."),
        };
    }

    private JsonObject Compare(JsonObject of, string sign, Literal literal) =>
        Call(literal.Macro, _isStrict ? of : Call("path_items", of), Nodes.Constant(sign == "!=" ? "<>" : sign), literal.Value);

    /// <summary>A list of values, or a <see cref="Literal"/>.</summary>
    private object Value(string item)
    {
        if (Take("@"))
        {
            return Steps(Nodes.Function("list_value", Nodes.Column(item)));
        }

        if (Take("$"))
        {
            var name = _at < path.Length && path[_at] == '"' ? Text() : Name();
            return variables.TryGetValue(name, out var variable) ? new Literal("path_is_value", Nodes.Function("to_json", variable())) : throw Wrong($"The path's variable ${name} has no value: write PASSING … AS \"{name}\".");
        }

        if (_at < path.Length && path[_at] == '"')
        {
            return new Literal("path_is_text", Nodes.Constant(Text()));
        }

        foreach (var (word, value) in (ReadOnlySpan<(string, string)>)[("true", "true"), ("false", "false"), ("null", "null")])
        {
            if (Take(word))
            {
                return new Literal("path_is_value", Nodes.Function("json", Nodes.Constant(value)));
            }
        }

        var start = _at;
        while (_at < path.Length && (char.IsAsciiDigit(path[_at]) || path[_at] is '-' or '+' or '.' or 'e' or 'E'))
        {
            _at++;
        }

        return double.TryParse(path.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new Literal("path_is_number", Nodes.Cast(Nodes.Constant(path[start.._at]), "DOUBLE"))
            : throw Wrong();
    }

    private JsonObject Call(string name, params JsonNode[] arguments) => Nodes.Function(macro(name), arguments);

    private static JsonObject Logic(string name, JsonNode left, JsonNode right) => Nodes.Expression("CONJUNCTION", $"CONJUNCTION_{name}", new JsonArray(left, right));

    private string Name()
    {
        var start = _at;
        while (_at < path.Length && (char.IsLetterOrDigit(path[_at]) || path[_at] == '_'))
        {
            _at++;
        }

        return _at > start ? path[start.._at] : throw Wrong();
    }

    // "a \"quoted\" name"
    private string Text()
    {
        var text = new StringBuilder();
        for (_at++; _at < path.Length; _at++)
        {
            if (path[_at] == '"')
            {
                _at++;
                return text.ToString();
            }

            _at += path[_at] == '\\' && _at + 1 < path.Length ? 1 : 0;
            text.Append(path[_at]);
        }

        throw Wrong();
    }

    private void Blank()
    {
        while (_at < path.Length && char.IsWhiteSpace(path[_at]))
        {
            _at++;
        }
    }

    private bool Take(string text)
    {
        Blank();
        if (!path.AsSpan(_at).StartsWith(text, StringComparison.Ordinal))
        {
            return false;
        }

        _at += text.Length;
        return true;
    }

    private void Require(string text)
    {
        if (!Take(text))
        {
            throw Wrong();
        }
    }

    private FormatException Wrong(string? why = null) => new(why ?? $"'{path}' is no JSON path: after {_at} characters it has another form than lax $.name[0].");

    private sealed record Literal(string Macro, JsonNode Value);
}
