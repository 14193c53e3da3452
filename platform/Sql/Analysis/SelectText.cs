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

    private SelectText(GrammarText grammar) => (_grammar, _states) = (grammar, TimeTravelClauses.Read(grammar.Sql));

    /// <summary>The text that the engine runs, where it means the same as the query.</summary>
    public string Sql => _grammar.Sql;

    /// <summary>The text for the parser: the same, byte for byte, except for spaces.</summary>
    public string Parsable => _states.Sql;

    /// <summary>The reason why the text is refused before it is parsed; null when it is not.</summary>
    public QueryFailure? Refusal => _states.Refusal;

    public bool HasParameters => _grammar.Parameters > 0;

    /// <summary>Whether it is the text as it was written.</summary>
    public bool IsAsWritten => !_grammar.IsChanged;

    /// <summary>Reads a query.</summary>
    /// <param name="sql">The query as it was written.</param>
    /// <exception cref="QueryFailedException">Its grammar is refused.</exception>
    public static SelectText Read(string sql) => new(GrammarText.Read(sql));

    /// <summary>Reads a query that is run: it has no parameters.</summary>
    /// <param name="sql">The query as it was written, or with values in the places of its parameters.</param>
    /// <exception cref="QueryFailedException">Its grammar is refused, or it has parameters.</exception>
    public static SelectText ReadWithoutParameters(string sql)
    {
        var text = Read(sql);
        ExecutedText.RequireCount(text._grammar.Parameters, values: 0);
        return text;
    }

    /// <summary>Understands the query by its tree, or finds out why it is refused.</summary>
    /// <param name="parsed">The tree that the parser made of <see cref="Parsable"/>.</param>
    /// <exception cref="QueryFailedException">Its parameters are written in another form.</exception>
    public UnderstoodQuery Understand(ReadOnlyMemory<byte> parsed)
    {
        var (tree, parameters) = ParameterTree.Of(_grammar.Parameters, parsed);
        var analysis = Refusal is { } refusal ? new SqlAnalysis([], refusal) : SqlAnalyzer.Analyze(Sql, tree, _states);
        return new UnderstoodQuery(parsed, tree, parameters, analysis);
    }

    /// <summary>A failure's place in the text as it was written.</summary>
    public QueryFailure Placed(QueryFailure failure) => _grammar.Placed(failure);
}

/// <summary>A query's tree, and its meaning.</summary>
/// <param name="Parsed">The tree as it was parsed.</param>
/// <param name="Tree">The tree with constants in the places of its parameters.</param>
/// <param name="Parameters">The parameters, in the order of the text.</param>
/// <param name="Analysis">The tables and functions that it needs, or the reason why it is refused.</param>
internal sealed record UnderstoodQuery(ReadOnlyMemory<byte> Parsed, ReadOnlyMemory<byte> Tree, IReadOnlyList<StatementParameter> Parameters, SqlAnalysis Analysis);
