using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Products;

/// <summary>The result of a registration.</summary>
internal abstract record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <summary>The version is registered; lineage knows it to be made of <paramref name="Sources"/>.</summary>
    public sealed record Stored(RegistrationOutcome Outcome, ProductDetails Product, IReadOnlyList<string> Sources) : RegistrationResult;

    /// <summary>Another contract is in its way; <paramref name="Least"/> is the least version that would fit, null where no number does.</summary>
    public sealed record Conflict(string Problem, ProductVersion? Least = null) : RegistrationResult;
}
