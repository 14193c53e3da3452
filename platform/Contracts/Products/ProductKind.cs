using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Products;

/// <summary>The kind of a product's sources. On the wire: <c>source-aligned</c>, <c>aggregate</c>, <c>consumer-aligned</c>.</summary>
public enum ProductKind
{
    /// <summary>The facts of one domain as they happened.</summary>
    [JsonStringEnumMemberName("source-aligned")]
    SourceAligned,

    /// <summary>Derived from other products.</summary>
    Aggregate,

    /// <summary>Shaped for the need of particular readers.</summary>
    [JsonStringEnumMemberName("consumer-aligned")]
    ConsumerAligned,
}
