namespace MeshStarter.Contracts;

/// <summary>Compares the storage layout of two contracts. Readers get the same rows either way.</summary>
internal static class LayoutComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        if (!earlier.PartitionBy.SequenceEqual(later.PartitionBy))
            yield return new ContractChange("partition_by", $"Rows were divided by {Layout(earlier)} and are divided by {Layout(later)}.", ChangeImpact.Patch);
    }

    private static string Layout(DataProductDescriptor descriptor) => descriptor.PartitionBy.Count == 0 ? "nothing" : string.Join(", ", descriptor.PartitionBy);
}
