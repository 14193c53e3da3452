namespace MeshStarter.Lake.Retention;

/// <summary>
/// Classes of ages whose rows may share a file. A retention that counts from publication drops whole files: a file holds rows that were
/// published in one of its steps. Ages are the sequence numbers that Iceberg gives to data (specification, "Sequence Numbers").
/// </summary>
/// <param name="Ends">The highest sequence number of each class that receives no more rows, ascending; empty when rows of all ages may share a file.</param>
internal sealed record AgeClasses(IReadOnlyList<long> Ends)
{
    /// <summary>One class for all ages.</summary>
    public static AgeClasses One { get; } = new([]);

    /// <summary>Returns the class of a file.</summary>
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

    /// <summary>Returns the highest sequence number that a file of a class may have.</summary>
    public long EndOf(int age) => IsClosed(age) ? Ends[age] : long.MaxValue;

    /// <summary>Whether a class receives no more rows.</summary>
    public bool IsClosed(int age) => age < Ends.Count;
}
