using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>Finds the states that tables are requested in, in the engine's words (AT) or Trino's (FOR … AS OF).</summary>
/// <param name="clauses">The clauses that were taken out of the text, by where their table's name begins.</param>
/// <param name="refusal">Takes the refusal.</param>
internal sealed class RequestedStates(IReadOnlyDictionary<ulong, RequestedState> clauses, FirstRefusal refusal)
{
    internal const string VersionIsConstant = "VERSION takes a constant: a snapshot's id, or the name of a branch or tag as text. $snapshots and $refs of a product list them.";
    internal const string TimestampIsConstant = "TIMESTAMP takes a constant: TIMESTAMP '2026-01-31 12:00:00', with a zone behind it where the session's is not meant, or DATE '2026-01-31'.";

    private readonly HashSet<ulong> _taken = [];

    /// <summary>The state that a table is requested in; null for the current one.</summary>
    public RequestedState? Of(TableNode table)
    {
        var offset = table.Place;
        var clause = table.State;
        if (clauses.TryGetValue(offset, out var state))
        {
            _taken.Add(offset);
        }

        if (clause is null)
        {
            return state;
        }

        if (NodeShapes.Find(NodeContent.State, "")!.UnknownMember(clause) is { } unknown)
        {
            refusal.NotUnderstood($"at_clause.{unknown}", offset);
            return state;
        }

        if (state is not null || offset == ulong.MaxValue)
        {
            refusal.Refuse(TrinoErrorCode.NotSupported, "A table is read in one state: ask for it once, right behind the table's name.", offset);
            return null;
        }

        return Of(Nodes.Required(clause, "unit"), new ExpressionNode(Nodes.Part(clause, "expr")), offset);
    }

    private RequestedState? Of(string unit, ExpressionNode value, ulong offset)
    {
        var (type, constant) = Constant(value);
        RequestedState? state = (unit, type, constant?.GetValueKind()) switch
        {
            ("VERSION", "VARCHAR", JsonValueKind.String) => new RequestedState.OfName(constant!.GetValue<string>()),
            ("VERSION", "INTEGER" or "BIGINT", JsonValueKind.Number) => new RequestedState.OfSnapshot(constant!.GetValue<long>()),
            ("TIMESTAMP", "VARCHAR" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP WITH TIME ZONE" or TypeGrammar.PreciseTimestamp or TypeGrammar.PreciseInstant, JsonValueKind.String) => new RequestedState.OfTime(constant!.GetValue<string>(), IsDate: false),
            ("TIMESTAMP", "DATE", JsonValueKind.String) => new RequestedState.OfTime(constant!.GetValue<string>(), IsDate: true),
            _ => null,
        };
        if (state is null)
        {
            refusal.Refuse(TrinoErrorCode.ExpressionNotConstant, unit == "VERSION" ? VersionIsConstant : TimestampIsConstant, offset);
        }

        return state;
    }

    // TIMESTAMP '…' is, to the parser, a text that is cast.
    private static (string? Type, JsonNode? Value) Constant(ExpressionNode expression)
    {
        string? cast = null;
        if (expression.Kind == "CAST")
        {
            var target = expression.CastType;
            cast = target["type_info"] is JsonObject info && info.ContainsKey("name") ? Nodes.Required(info, "name") : Nodes.Required(target, "id");
            expression = expression.Child!.Value;
        }

        if (expression.Kind != "CONSTANT" || NodeShapes.Find(NodeContent.Expression, "CONSTANT")!.UnknownMember(expression.Node) is not null)
        {
            return (null, null);
        }

        var value = expression.Value;
        var type = Nodes.Required(Nodes.Part(value, "type"), "id");
        return Nodes.Flag(value, "is_null") || (cast is not null && type != "VARCHAR") ? (null, null) : (cast ?? type, Nodes.Member(value, "value"));
    }

    /// <summary>Refuses a state that was requested for something other than a table: it must not be ignored.</summary>
    public void RequireTaken()
    {
        foreach (var offset in clauses.Keys.Where(offset => !_taken.Contains(offset)).Take(1))
        {
            refusal.Refuse(TrinoErrorCode.SyntaxError, "FOR VERSION AS OF and FOR TIMESTAMP AS OF stand right behind the name of a product in FROM.", offset);
        }
    }
}
