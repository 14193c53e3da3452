using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>Asks the bundle's registration rules about a descriptor: at registration, and before it in the CLI.</summary>
public static class DescriptorLint
{
    /// <summary>Everything that the descriptor breaks; a product may be registered when none is an error.</summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="isKnown">Whether the mesh has a product that the descriptor names; null where that is not known, and not checked.</param>
    public static IReadOnlyList<PolicyViolation> Check(PolicyBundle bundle, DataProductDescriptor descriptor, Func<DataProductId, bool>? isKnown = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(descriptor);
        return [.. bundle.Registration.SelectMany(rule => rule.Check(descriptor, bundle, isKnown).Select(violation => bundle.IsInGrace(rule.Term) ? InGrace(rule, violation) : violation))];
    }

    /// <summary>Whether a rule keeps a product out by what other products there are.</summary>
    public static bool AsksForInputs(PolicyBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Registration.Any(rule => rule is { AsksForInputs: true, Severity: IssueSeverity.Error });
    }

    // It keeps no product out before its grace has ended.
    private static PolicyViolation InGrace(RegistrationRule rule, PolicyViolation violation) => violation with
    {
        Severity = IssueSeverity.Warning,
        Message = rule.Severity == IssueSeverity.Error ? string.Create(CultureInfo.InvariantCulture, $"{violation.Message} It is an error from {rule.Term.Grace:u}.") : violation.Message,
    };
}
