namespace MeshStarter.Portal.Sql;

/// <summary>The query proxy refuses a request about a statement, such as one for a page that has gone by. The message is for the reader of the page.</summary>
/// <param name="status">The HTTP status of the refusal.</param>
/// <param name="message">The reason.</param>
internal sealed class StatementRefusedException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status of the refusal.</summary>
    public int Status { get; } = status;
}
