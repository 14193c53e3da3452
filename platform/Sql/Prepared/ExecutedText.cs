using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// A prepared statement with the expressions behind USING in the places of its parameters, as Trino's planner puts them: it means what it would with
/// the expressions written there. Pure.
/// </summary>
internal sealed class ExecutedText
{
    private readonly GrammarTokens? _tokens;

    private ExecutedText(GrammarTokens? tokens, string sql) => (_tokens, Sql) = (tokens, tokens?.Written() ?? sql);

    /// <summary>The statement.</summary>
    public string Sql { get; }

    /// <summary>Puts the expressions into a statement. A text whose quotes do not end is left as it is: its own reader refuses it.</summary>
    /// <param name="sql">The prepared statement.</param>
    /// <param name="execute">The statement that executes it.</param>
    /// <param name="arguments">The expressions, whose places are in <paramref name="execute"/>.</param>
    /// <exception cref="QueryFailedException">There are more or fewer expressions than parameters, or one is no number of rows where the statement takes one.</exception>
    public static ExecutedText Of(string sql, string execute, IReadOnlyList<ParameterArgument> arguments)
    {
        if (SqlTokens.OfQuery(sql, out _) is not { } read)
        {
            return new ExecutedText(null, sql);
        }

        var tokens = new GrammarTokens(sql, read);
        var parameters = ParameterGrammar.Places(tokens);
        RequireCount(parameters.Count, arguments.Count);
        foreach (var (at, argument, number) in parameters.Zip(arguments, Enumerable.Range(1, parameters.Count)))
        {
            RequireRows(tokens, at, argument, number);
            tokens.Replace(at, at, Text(tokens, at, argument, execute[argument.Start..argument.End]));
        }

        return new ExecutedText(tokens, sql);
    }

    /// <summary>A failure's place in the statement as it was prepared.</summary>
    public QueryFailure Placed(QueryFailure failure) => _tokens?.Placed(failure, Sql) ?? failure;

    /// <summary>Requires a value for each parameter, and no further ones.</summary>
    /// <exception cref="QueryFailedException">There are more or fewer.</exception>
    public static void RequireCount(int parameters, int values)
    {
        if (parameters != values)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidParameterUsage, string.Create(CultureInfo.InvariantCulture,
                $"Incorrect number of parameters: expected {parameters} but found {values}. {(parameters == 0 ? "The statement has no ?: leave USING out." : "Each ? of the statement takes one value of EXECUTE … USING, in the order of the text.")}")));
        }
    }

    // A sign, an operator or a lambda must not meet what is around the parameter. A number is no column's place in GROUP BY ? or ORDER BY ?.
    private static string Text(GrammarTokens tokens, int at, ParameterArgument argument, string text) => argument.Literal switch
    {
        { } value when value.Type.IsWhole() && IsListedBy(tokens, at) => $"CAST({text} AS {value.Type.Name()})",
        not null when text[0] is not ('-' or '+') => $" {text} ",
        _ => $"({text})",
    };

    private static bool IsListedBy(GrammarTokens tokens, int at)
    {
        var before = at - 1;
        while (before >= 0 && (tokens.Enclosing(before) != tokens.Enclosing(at) || !(tokens.Word(before, "BY") || tokens.Word(before, "SELECT") || tokens.Word(before, "FROM") || tokens.Word(before, "VALUES"))))
        {
            before--;
        }

        return tokens.Word(before, "BY");
    }

    // LIMIT ?, OFFSET ?, FETCH FIRST ? ROWS.
    private static void RequireRows(GrammarTokens tokens, int at, ParameterArgument argument, int number)
    {
        if (LimitGrammar.Clause(tokens, at) is not { } clause || argument.Literal is not { } value || (!value.IsNull && value.Type.IsWhole()))
        {
            return;
        }

        throw new QueryFailedException(new QueryFailure(value.IsNull ? TrinoErrorCode.InvalidArguments : TrinoErrorCode.TypeMismatch, string.Create(CultureInfo.InvariantCulture,
            $"Parameter {number} is {(value.IsNull ? "NULL" : $"of type {value.Type.Name()}")}, and {LimitGrammar.Instead(clause, "Send")}")));
    }
}
