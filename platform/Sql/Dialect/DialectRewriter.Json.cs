using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>SQL's JSON functions. Their clauses are named arguments, <see cref="GrammarText"/>.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Texts that are JSON: within an object or array they stand as what they are.</summary>
    private readonly HashSet<JsonNode> _json = new(ReferenceEqualityComparer.Instance);

    /// <summary>json_value, json_query and json_exists: a path, and what is to be where it finds nothing, or fails.</summary>
    private void JsonPathFunction(JsonObject node, string name)
    {
        var (arguments, clauses) = Clauses(node);
        if (arguments.Count != 2 || DialectNodes.TextConstant(arguments[1].AsObject()) is not { } text)
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"{name} takes JSON and a path that is a text in the query: {name}(column, 'lax $.name').");
        }

        var input = arguments[0];
        JsonObject found;
        try
        {
            var variables = clauses.Where(clause => clause.Key.StartsWith(GrammarText.Passed, StringComparison.Ordinal)).ToDictionary(clause => clause.Key[GrammarText.Passed.Length..], clause => (Func<JsonNode>)(() => Copy(clause.Value)), StringComparer.Ordinal);
            found = new JsonPath(text, Macro, variables).Of(Copy(input));
        }
        catch (FormatException wrong)
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, wrong.Message);
        }

        Become(node, name switch
        {
            "json_exists" => DialectNodes.Function(Macro("json_found"), input, found, Answer(clauses, "on_error") switch
            {
                "ERROR" => Error("path_fails", input),
                "UNKNOWN" => DialectNodes.Null(),
                var answer => DialectNodes.Cast(DialectNodes.Constant(answer == "TRUE" ? "true" : "false"), "BOOLEAN"),
            }),
            "json_query" => Query(input, found, clauses),
            _ => Value(input, found, clauses),
        });
    }

    private JsonObject Value(JsonNode input, JsonObject found, Dictionary<string, JsonNode> clauses)
    {
        JsonNode value = DialectNodes.Function(Macro("json_value_text"), Copy(found));
        var isStrict = Answer(clauses, "on_error") == "ERROR";
        if (clauses.TryGetValue("returns", out var returning))
        {
            var cast = Copy(returning).AsObject();
            cast["alias"] = "";
            cast["try_cast"] = !isStrict;
            cast["child"] = value;
            value = clauses.TryGetValue("default_on_error", out var instead)
                ? DialectNodes.Function(Macro("json_or"), cast, DialectNodes.Function(Macro("json_value_text"), Copy(found)), Copy(instead))
                : cast;
        }

        return Choose("json_value_state", input, found, value, clauses);
    }

    private JsonObject Query(JsonNode input, JsonObject found, Dictionary<string, JsonNode> clauses)
    {
        var isOmitted = Answer(clauses, "quotes") == "OMIT";
        var (state, value) = Answer(clauses, "wrapper") switch
        {
            "ALWAYS" => ("json_wrapped_state", DialectNodes.Function(Macro("json_wrapped"), Copy(found))),
            "CONDITIONAL" => ("json_wrapped_state", DialectNodes.Function(Macro("json_wrapped_if"), Copy(found))),
            _ => ("json_query_state", DialectNodes.Function(Macro(isOmitted ? "json_unquoted" : "json_first"), Copy(found))),
        };
        var made = Choose(state, input, found, value, clauses);
        if (!isOmitted)
        {
            _json.Add(made);
        }

        return made;
    }

    /// <summary>The value, or what is to be where there is none, or several.</summary>
    private JsonObject Choose(string state, JsonNode input, JsonObject found, JsonNode value, Dictionary<string, JsonNode> clauses) => DialectNodes.Function(
        Macro("json_choice"), DialectNodes.Function(Macro(state), Copy(input), found), value, Otherwise(clauses, "empty", "path_finds_none", input), Otherwise(clauses, "error", "path_fails", input));

    private JsonNode Otherwise(Dictionary<string, JsonNode> clauses, string when, string fails, JsonNode input) =>
        clauses.TryGetValue($"default_on_{when}", out var value) ? Copy(value) : Answer(clauses, $"on_{when}") switch
        {
            "ERROR" => Error(fails, input),
            null or "NULL" => DialectNodes.Null(),
            var text => DialectNodes.Constant(text),
        };

    private JsonObject Error(string macro, JsonNode input) => DialectNodes.Function(Macro(macro), Copy(input));

    private static string? Answer(Dictionary<string, JsonNode> clauses, string name) => clauses.TryGetValue(name, out var value) && value is JsonObject constant ? DialectNodes.TextConstant(constant) : null;

    /// <summary>json_object and json_array: texts, as in Trino.</summary>
    private void JsonConstructor(JsonObject node, string name)
    {
        var (arguments, clauses) = Clauses(node);
        // An array leaves a NULL out, and an object's member is null, unless the query says otherwise.
        var isAbsent = (Answer(clauses, "on_null") ?? (name == "json_array" ? "ABSENT" : "NULL")) == "ABSENT";
        if (name == "json_object" && arguments.Count % 2 != 0)
        {
            throw Failed(TrinoErrorCode.SyntaxError, node, "json_object takes pairs: json_object('name' : value).");
        }

        var pairs = name == "json_array" ? arguments.Select(value => (Key: (JsonNode)DialectNodes.Constant(""), Value: value)) : InOrder([.. arguments.Chunk(2).Select(pair => (Key: pair[0], Value: pair[1]))]);
        var entries = DialectNodes.Function("list_value", [.. pairs.Select(pair => (JsonNode)DialectNodes.Function(Macro("json_entry"), pair.Key, _json.Contains(pair.Value) ? DialectNodes.Function("json", pair.Value) : pair.Value))]);
        var made = arguments.Count == 0 ? DialectNodes.Constant(name == "json_array" ? "[]" : "{}") : DialectNodes.Function(Macro($"{name}_{(isAbsent ? "of_some" : "of_all")}"), entries);
        _json.Add(made);
        Become(node, made);
    }

    // Members are in the order of Java's hashes of their names, where the text has the names.
    private static IEnumerable<(JsonNode Key, JsonNode Value)> InOrder(IReadOnlyList<(JsonNode Key, JsonNode Value)> pairs)
    {
        var names = pairs.Select(pair => DialectNodes.TextConstant(pair.Key.AsObject())).ToList();
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

    private static (List<JsonNode> Arguments, Dictionary<string, JsonNode> Clauses) Clauses(JsonObject node)
    {
        var (arguments, clauses) = (new List<JsonNode>(), new Dictionary<string, JsonNode>(StringComparer.Ordinal));
        foreach (var child in DialectNodes.Take(node))
        {
            if (DialectNodes.Text(child.AsObject(), "alias") is { Length: > 0 } name)
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
