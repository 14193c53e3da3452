using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Failures;

/// <summary>The reason why a query has no answer: an expected outcome, passed around as a value.</summary>
/// <param name="Code">The error code for clients.</param>
/// <param name="Message">One or two sentences for the person who runs the query; never holds a path or a protected value.</param>
/// <param name="Position">The position in the text, where known.</param>
internal sealed record QueryFailure(TrinoErrorCode Code, string Message, SqlPosition? Position = null)
{
    /// <summary>Trino's clients print this form: <c>line 1:15: Table 'mesh.a.b' does not exist</c>.</summary>
    public string Text => Position is { } at ? $"line {at.Line}:{at.Column}: {Message}" : Message;

    /// <summary>The refusal of a query of more than what can be read, decided and run safely.</summary>
    public static QueryFailure TooDeep { get; } = new(TrinoErrorCode.QueryRejected, "The query is nested too deeply, or has too many parts. Flatten it, for example with WITH.");
}
