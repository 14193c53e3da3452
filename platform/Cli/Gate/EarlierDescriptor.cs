using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Cli.Gate;

/// <summary>A descriptor as it was before a change.</summary>
/// <param name="File">Where it would be now, as a full path; where it is, in a folder of earlier descriptors.</param>
/// <param name="Product">Its product; null where it has an error.</param>
/// <param name="IsChecked">Whether it is within the paths that are checked, so that it is missed when it is gone.</param>
internal sealed record EarlierDescriptor(string File, DataProductDescriptor? Product, bool IsChecked);
