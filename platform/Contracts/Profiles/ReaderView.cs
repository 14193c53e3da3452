namespace MeshStarter.Contracts.Profiles;

/// <summary>The rows and columns of a product that a caller gets, by the mesh's rules of this moment.</summary>
public sealed record ReaderView
{
    /// <summary>Whether the caller may read rows.</summary>
    public required bool MayRead { get; init; }

    /// <summary>Whether the caller may take the table's files as they are.</summary>
    public required bool MayReadFiles { get; init; }

    /// <summary>The rule that refuses to read, whatever a grant permits; null where none does.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>The reason why the caller may read or not, as sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>The columns in the order of the contract.</summary>
    public required IReadOnlyList<ReaderColumn> Columns { get; init; }

    /// <summary>The filters that limit the rows; all of them apply. Empty where the caller gets every row, or none.</summary>
    public required IReadOnlyList<ReaderFilter> Filters { get; init; }
}
