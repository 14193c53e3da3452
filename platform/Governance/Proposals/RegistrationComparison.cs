using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Proposals;

/// <summary>Finds the products of the catalog whose registration two sets of rules decide otherwise. Pure.</summary>
internal static class RegistrationComparison
{
    private const int MostReasons = 10;

    /// <summary>Compares the registration of each product, as it is, by its domain's own service.</summary>
    public static IReadOnlyList<RegistrationEffect> Compare(DryRunInput input, CancellationToken cancellationToken)
    {
        var effects = new List<RegistrationEffect>();
        var resources = input.Products.ToDictionary(product => product.Name, PolicyResource.FromProduct);
        foreach (var product in input.Products)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var pair in input.Pairs)
            {
                var (before, after) = (Reasons(pair.Before, product, resources), Reasons(pair.After, product, resources));
                if (before.Count == 0 == (after.Count == 0))
                    continue;
                effects.Add(new RegistrationEffect(product.Name, product.Version, after.Count == 0, [.. after.Take(MostReasons)]));
                break;
            }
        }

        return effects;
    }

    // What keeps the product out; empty where nothing does.
    private static List<string> Reasons(PolicyBundle bundle, ProductDetails product, Dictionary<DataProductId, PolicyResource> resources)
    {
        var service = new Principal(product.Name.Domain, product.Name.Domain, [MeshRoles.Service], []);
        var resource = resources[product.Name];
        var decision = PolicyEngine.Decide(bundle, service, PolicyAction.Register, resource);
        if (!decision.Permit)
            return [decision.Reason];
        var descriptor = RegisteredDescriptor.Of(product);
        // As at a registration: a rule that asks for the classification asks for the one in force.
        descriptor = descriptor with { Access = descriptor.Access with { Classification = resource.InForce(bundle).Classification } };
        return
        [
            .. DescriptorLint.Check(bundle, descriptor, input => resources.TryGetValue(input, out var known) && PolicyEngine.Decide(bundle, service, PolicyAction.Discover, known).Permit)
                .Where(violation => violation.Severity == IssueSeverity.Error)
                .Select(violation => $"{violation.RuleId}: {violation.Field}: {violation.Message}"),
        ];
    }
}
