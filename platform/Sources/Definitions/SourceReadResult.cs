using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The result of reading a <c>source.yaml</c>.</summary>
/// <param name="Definition">The source; null where there is an error.</param>
/// <param name="Issues">The issues, by line.</param>
public sealed record SourceReadResult(SourceDefinition? Definition, IReadOnlyList<DescriptorIssue> Issues);
