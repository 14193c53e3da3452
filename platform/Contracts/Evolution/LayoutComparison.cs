using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Compares how, and how often, two contracts store their rows. Readers get the same rows, within the same promise of freshness.</summary>
internal static class LayoutComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        if (!earlier.PartitionBy.SequenceEqual(later.PartitionBy))
        {
            yield return new ContractChange("partition_by", $"Rows were divided by {Layout(earlier)} and are divided by {Layout(later)}.", ChangeImpact.Patch);
        }

        if (earlier.PublishInterval != later.PublishInterval)
        {
            yield return new ContractChange("publish_interval", $"The publish interval was {Interval(earlier)} and is {Interval(later)}.", ChangeImpact.Patch);
        }
    }

    private static string Interval(DataProductDescriptor descriptor) => descriptor.PublishInterval is { } interval ? DurationText.Format(interval) : "derived";

    private static string Layout(DataProductDescriptor descriptor) => descriptor.PartitionBy.Count == 0 ? "nothing" : string.Join(", ", descriptor.PartitionBy);
}
