namespace MeshStarter.Contracts.Rows;

/// <summary>A record of C# that is a row, or a STRUCT in one. Its values are typed as they are, without JSON in between.</summary>
public interface IRowRecord
{
    /// <summary>
    /// The values under the names of the contract. A value is null, of the type that <see cref="TypedRow"/> lists for its column, a <see cref="decimal"/> or
    /// its text for a DECIMAL, a sequence for an ARRAY, a dictionary for a MAP, and another such record for a STRUCT.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, object?>> Values { get; }
}
