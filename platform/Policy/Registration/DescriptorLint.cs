using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>Asks the bundle's registration rules about a descriptor: at registration, and before it in the CLI.</summary>
public static class DescriptorLint
{
    /// <summary>Everything that the descriptor breaks; a product may be registered when none is an error.</summary>
    public static IReadOnlyList<PolicyViolation> Check(PolicyBundle bundle, DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(descriptor);
        return [.. bundle.Registration.SelectMany(rule => rule.Check(descriptor))];
    }
}
