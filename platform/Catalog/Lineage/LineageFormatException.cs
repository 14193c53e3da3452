namespace MeshStarter.Catalog.Lineage;

/// <summary>An event is not as OpenLineage has it; the message names the field and the rule.</summary>
internal sealed class LineageFormatException(string message) : Exception(message);
