using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Formats;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>SQL's JSON functions. Their clauses are named arguments, <see cref="GrammarText"/>.</summary>
internal static class JsonFunctions
{
    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("json_exists json_value", OfPath),
        new("json_query", OfPath) { Signature = "(varchar, varchar) -> varchar" },
        .. DialectFunction.Each("json_array json_object", OfParts),
        .. DialectFunction.Each("json_extract json_extract_scalar json_size", OfOnePlace, arity: 2),
    ];

    // The engine's paths may find several places, and are arrays then.
    private static bool OfOnePlace(DialectCall call) => call.Text(1) is { } path && path.Split('"').Where((_, at) => at % 2 == 0).Any(part => part.Contains('*', StringComparison.Ordinal) || part.Contains("..", StringComparison.Ordinal))
        ? throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, $"Invalid JSON path: '{path}'. {call.Name} finds one place. Write json_query(…, 'lax $.name[*]' WITH ARRAY WRAPPER) for several.")
        : false;

    /// <summary>json_value, json_query and json_exists: a path, and what is to be where it finds nothing, or fails.</summary>
    private static bool OfPath(DialectCall call)
    {
        var context = call.Context;
        var (arguments, clauses) = ClausesOf(call.Node);
        if (arguments.Count != 2 || Nodes.TextConstant(arguments[1].AsObject()) is not { } text)
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, $"{call.Name} takes JSON and a path that is a text in the query: {call.Name}(column, 'lax $.name').");
        }

        var input = arguments[0];
        JsonObject found;
        try
        {
            var variables = clauses.Where(clause => clause.Key.StartsWith(JsonGrammar.Passed, StringComparison.Ordinal)).ToDictionary(clause => clause.Key[JsonGrammar.Passed.Length..], clause => (Func<JsonNode>)(() => context.Copy(clause.Value)), StringComparer.Ordinal);
            found = new JsonPath(text, context.Macro, variables).Of(context.Copy(input));
        }
        catch (FormatException wrong)
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, wrong.Message);
        }

        return call.Become(call.Name switch
        {
            "json_exists" => Nodes.Function(context.Macro("json_found"), input, found, Answer(clauses, "on_error") switch
            {
                "ERROR" => Error(context, "path_fails", input),
                "UNKNOWN" => Nodes.Null(),
                var answer => Nodes.Boolean(answer == "TRUE"),
            }),
            "json_query" => Query(context, input, found, clauses),
            _ => ValueOf(context, input, found, clauses),
        });
    }

    private static JsonObject ValueOf(DialectContext context, JsonNode input, JsonObject found, Dictionary<string, JsonNode> clauses)
    {
        JsonNode value = Nodes.Function(context.Macro("json_value_text"), context.Copy(found));
        var isStrict = Answer(clauses, "on_error") == "ERROR";
        if (clauses.TryGetValue("returns", out var returning))
        {
            var cast = context.Copy(returning).AsObject();
            cast["alias"] = "";
            cast["try_cast"] = !isStrict;
            cast["child"] = value;
            value = clauses.TryGetValue("default_on_error", out var instead)
                ? Nodes.Function(context.Macro("json_or"), cast, Nodes.Function(context.Macro("json_value_text"), context.Copy(found)), context.Copy(instead))
                : cast;
        }

        return Choose(context, "json_value_state", input, found, value, clauses);
    }

    private static JsonObject Query(DialectContext context, JsonNode input, JsonObject found, Dictionary<string, JsonNode> clauses)
    {
        var isOmitted = Answer(clauses, "quotes") == "OMIT";
        var (state, value) = Answer(clauses, "wrapper") switch
        {
            "ALWAYS" => ("json_wrapped_state", Nodes.Function(context.Macro("json_wrapped"), context.Copy(found))),
            "CONDITIONAL" => ("json_wrapped_state", Nodes.Function(context.Macro("json_wrapped_if"), context.Copy(found))),
            _ => ("json_query_state", Nodes.Function(context.Macro(isOmitted ? "json_unquoted" : "json_first"), context.Copy(found))),
        };
        var made = Choose(context, state, input, found, value, clauses);
        if (!isOmitted)
        {
            context.Json.Add(made);
        }

        return made;
    }

    /// <summary>The value, or what is to be where there is none, or several.</summary>
    private static JsonObject Choose(DialectContext context, string state, JsonNode input, JsonObject found, JsonNode value, Dictionary<string, JsonNode> clauses) => Nodes.Function(
        context.Macro("json_choice"), Nodes.Function(context.Macro(state), context.Copy(input), found), value, Otherwise(context, clauses, "empty", "path_finds_none", input), Otherwise(context, clauses, "error", "path_fails", input));

    private static JsonNode Otherwise(DialectContext context, Dictionary<string, JsonNode> clauses, string when, string fails, JsonNode input) =>
        clauses.TryGetValue($"default_on_{when}", out var value) ? context.Copy(value) : Answer(clauses, $"on_{when}") switch
        {
            "ERROR" => Error(context, fails, input),
            null or "NULL" => Nodes.Null(),
            var text => Nodes.Constant(text),
        };

    private static JsonObject Error(DialectContext context, string macro, JsonNode input) => Nodes.Function(context.Macro(macro), context.Copy(input));

    private static string? Answer(Dictionary<string, JsonNode> clauses, string name) => clauses.TryGetValue(name, out var value) && value is JsonObject constant ? Nodes.TextConstant(constant) : null;

    /// <summary>json_object and json_array: texts, as in Trino.</summary>
    private static bool OfParts(DialectCall call)
    {
        var (context, name) = (call.Context, call.Name);
        var (arguments, clauses) = ClausesOf(call.Node);
        // An array leaves a NULL out, and an object's member is null, unless the query says otherwise.
        var isAbsent = (Answer(clauses, "on_null") ?? (name == "json_array" ? "ABSENT" : "NULL")) == "ABSENT";
        if (name == "json_object" && arguments.Count % 2 != 0)
        {
            throw call.Failed(TrinoErrorCode.SyntaxError, "json_object takes pairs: json_object('name' : value).");
        }

        var pairs = name == "json_array" ? arguments.Select(value => (Key: (JsonNode)Nodes.Constant(""), Value: value)) : InOrder([.. arguments.Chunk(2).Select(pair => (Key: pair[0], Value: pair[1]))]);
        var entries = Nodes.Function("list_value", [.. pairs.Select(pair => (JsonNode)Nodes.Function(context.Macro("json_entry"), pair.Key, context.Json.Contains(pair.Value) ? Nodes.Function("json", pair.Value) : pair.Value))]);
        var made = arguments.Count == 0 ? Nodes.Constant(name == "json_array" ? "[]" : "{}") : Nodes.Function(context.Macro($"{name}_{(isAbsent ? "of_some" : "of_all")}"), entries);
        context.Json.Add(made);
        return call.Become(made);
    }

    // Members are in the order of Java's hashes of their names, where the text has the names.
    private static IEnumerable<(JsonNode Key, JsonNode Value)> InOrder(IReadOnlyList<(JsonNode Key, JsonNode Value)> pairs)
    {
        var names = pairs.Select(pair => Nodes.TextConstant(pair.Key.AsObject())).ToList();
        if (names.Contains(null) || names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            return pairs;
        }

        var places = 16;
        while (names.Count > places * 0.75)
        {
            places *= 2;
        }

        return pairs.Zip(names).OrderBy(pair => Hash(pair.Second!) & (uint)(places - 1)).Select(pair => pair.First);
    }

    private static uint Hash(string name)
    {
        var hash = name.Aggregate(0u, (sum, character) => unchecked((sum * 31) + character));
        return hash ^ (hash >> 16);
    }

    private static (List<JsonNode> Arguments, Dictionary<string, JsonNode> Clauses) ClausesOf(JsonObject node)
    {
        var (arguments, clauses) = (new List<JsonNode>(), new Dictionary<string, JsonNode>(StringComparer.Ordinal));
        foreach (var child in Nodes.Take(node))
        {
            if (Nodes.Text(child.AsObject(), "alias") is { Length: > 0 } name)
            {
                child["alias"] = "";
                clauses[name] = child;
            }
            else
            {
                arguments.Add(child);
            }
        }

        return (arguments, clauses);
    }
}
