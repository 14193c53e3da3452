using MeshStarter.Sdk.Generator.Emitting;
using Microsoft.CodeAnalysis;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>The types of the SDK that code names when it emits.</summary>
internal sealed record SdkTypes(INamedTypeSymbol Emit, INamedTypeSymbol Publisher)
{
    /// <summary>The types; null where the SDK is not referenced.</summary>
    public static SdkTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName(EmitHandler.Attribute) is { } emit && compilation.GetTypeByMetadataName("MeshStarter.Sdk.Publishing.DataProductPublisher") is { } publisher
            ? new SdkTypes(emit, publisher)
            : null;

    public static bool Is(ISymbol? left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
