namespace MeshStarter.Lake;

/// <summary>
/// Rows of which ages may lie in one file. A retention that counts from publication drops whole files: a file holds rows that were
/// published in one of its steps. Ages are the sequence numbers that Iceberg gives to data (specification, "Sequence Numbers").
/// </summary>
/// <param name="Ends">The highest sequence number of each class that no more rows come to, ascending; none where all ages may lie together.</param>
internal sealed record AgeClasses(IReadOnlyList<long> Ends)
{
    /// <summary>All ages may lie together.</summary>
    public static AgeClasses One { get; } = new([]);

    /// <summary>The class of a file.</summary>
    public int Of(long sequenceNumber)
    {
        var (low, high) = (0, Ends.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Ends[middle] >= sequenceNumber ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Whether no more rows come to a class.</summary>
    public bool IsClosed(int age) => age < Ends.Count;
}
