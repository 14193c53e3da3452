using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Cli.Checking;

/// <summary>Finds declared <c>inputs</c> that are probably misspelt. Products of unknown domains may be of another repository.</summary>
internal static class UnknownInputs
{
    /// <summary>Returns a warning for each such input.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="text">Its text.</param>
    /// <param name="known">All known products.</param>
    public static IEnumerable<Finding> Warnings(DataProductDescriptor product, CheckedText text, IReadOnlyCollection<DataProductId> known) =>
        product.Inputs.Select((input, index) => Fix(input, known) is { } fix ? text.Warning($"inputs[{index}]", "input.unknown", $"There is no product {input}.", fix) : null).OfType<Finding>();

    /// <summary>Returns the fix of a name that is no product of a known domain, or near one; null for a product, and for a name of which nothing is known.</summary>
    public static string? Fix(DataProductId input, IReadOnlyCollection<DataProductId> known) => Fix(input.Domain, input.ToString(), known);

    /// <inheritdoc cref="Fix(DataProductId, IReadOnlyCollection{DataProductId})"/>
    public static string? Fix(string domain, string name, IReadOnlyCollection<DataProductId> known) =>
        known.Any(product => product.ToString() == name) ? null
        : Suggestion.Nearest(name, known.Select(product => product.ToString())) is { } nearest ? $"Did you mean {nearest}?"
        : known.Any(product => product.Domain == domain) ? $"Name one of {string.Join(", ", known.Where(product => product.Domain == domain).Order())}."
        : null;
}
