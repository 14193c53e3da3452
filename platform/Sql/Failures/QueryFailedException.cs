namespace MeshStarter.Platform.Sql.Failures;

/// <summary>Carries a <see cref="QueryFailure"/> out of a step that has no other way to end.</summary>
internal sealed class QueryFailedException : Exception
{
    public QueryFailedException(QueryFailure failure, Exception? cause = null)
        : base(failure.Text, cause) => Failure = failure;

    public QueryFailure Failure { get; }
}
