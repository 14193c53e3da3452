using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Prepared;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// A query's text for the engine's parser: in the grammar that the parser knows, with numbered parameters, and without time-travel clauses. The places
/// of failures are brought back to the text as it was written. Pure.
/// </summary>
internal sealed class SelectText
{
    private readonly GrammarText _grammar;
    private readonly TimeTravelClauses _states;

    private SelectText(GrammarText grammar, IReadOnlyList<ParameterValue>? values) => (_grammar, Values, _states) = (grammar, values, TimeTravelClauses.Read(grammar.Sql));

    /// <summary>The text that the engine runs, where it means the same as the query.</summary>
    public string Sql => _grammar.Sql;

    /// <summary>The text for the parser: the same, byte for byte, except for spaces.</summary>
    public string Parsable => _states.Sql;

    /// <summary>The reason why the text is refused before it is parsed; null when it is not.</summary>
    public QueryFailure? Refusal => _states.Refusal;

    /// <summary>The values of its parameters, of rows and maps those of their parts; null where they are not known yet.</summary>
    public IReadOnlyList<ParameterValue>? Values { get; }

    public bool HasParameters => _grammar.Parameters > 0;

    /// <summary>Whether it is the text as it was written.</summary>
    public bool IsAsWritten => !_grammar.IsChanged;

    /// <summary>Reads a query.</summary>
    /// <param name="sql">The query as it was written.</param>
    /// <param name="values">A value for each <c>?</c>; null where they are not known yet.</param>
    /// <exception cref="QueryFailedException">Its grammar or its parameters are refused.</exception>
    public static SelectText Read(string sql, IReadOnlyList<ParameterValue>? values = null) =>
        new(GrammarText.Read(sql, values), values is null ? null : [.. values.SelectMany(value => value.Parts)]);

    /// <summary>Understands the query by its tree, or finds out why it is refused.</summary>
    /// <param name="parsed">The tree that the parser made of <see cref="Parsable"/>.</param>
    /// <exception cref="QueryFailedException">It has more or fewer parameters than values, or they are written in another form.</exception>
    public UnderstoodQuery Understand(ReadOnlyMemory<byte> parsed)
    {
        var parameters = ParameterTree.Of(_grammar.Parameters, parsed, Values);
        var analysis = Refusal is { } refusal ? new SqlAnalysis([], refusal) : SqlAnalyzer.Analyze(Sql, parameters.Tree, _states);
        return new UnderstoodQuery(parsed, parameters.Tree, parameters.Bound(Values), analysis);
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    public QueryFailure Placed(QueryFailure failure) => _grammar.Placed(failure);
}

/// <summary>A query's tree, and its meaning.</summary>
/// <param name="Parsed">The tree as it was parsed.</param>
/// <param name="Tree">The tree with constants in the places of its parameters.</param>
/// <param name="Parameters">The parameters with their values, in the order of the text.</param>
/// <param name="Analysis">The tables and functions that it needs, or the reason why it is refused.</param>
internal sealed record UnderstoodQuery(ReadOnlyMemory<byte> Parsed, ReadOnlyMemory<byte> Tree, IReadOnlyList<BoundParameter> Parameters, SqlAnalysis Analysis);
