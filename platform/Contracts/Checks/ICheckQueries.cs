namespace MeshStarter.Contracts.Checks;

/// <summary>Runs the queries of a check that measures a batch.</summary>
public interface ICheckQueries
{
    /// <summary>Returns the only value that a SELECT yields; null for NULL.</summary>
    T? Scalar<T>(string select);
}
