namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The result of reading a descriptor.</summary>
/// <param name="Descriptor">The descriptor; null when there is an error.</param>
/// <param name="Issues">All errors and warnings, in the order of their lines.</param>
public sealed record DescriptorReadResult(DataProductDescriptor? Descriptor, IReadOnlyList<DescriptorIssue> Issues)
{
    /// <summary>Whether there is a descriptor; warnings may be alongside it.</summary>
    public bool IsValid => Descriptor is not null;
}
