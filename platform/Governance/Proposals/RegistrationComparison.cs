using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Governance.Proposals;

/// <summary>Finds the products of the catalog whose registration two sets of rules decide otherwise. Pure.</summary>
internal static class RegistrationComparison
{
    private const int MostReasons = 10;

    /// <summary>Compares the registration of each product, as it is, by its domain's own service, and adds it to what else is known of the product.</summary>
    public static IReadOnlyList<DryRunPart> Compare(DryRunInput input, IReadOnlyList<DryRunPart> parts, CancellationToken cancellationToken)
    {
        var resources = input.Products.ToDictionary(product => product.Name, PolicyResource.FromProduct);
        var asksForInputs = input.Pairs.Any(pair => DescriptorLint.AsksForInputs(pair.Before) || DescriptorLint.AsksForInputs(pair.After));
        return
        [
            .. input.Products.Zip(parts, (product, part) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                var effect = input.Pairs.Select(pair => Compare(pair.Before, pair.After, product, resources)).FirstOrDefault(each => each is not null);
                return effect is null ? part : part with { Registration = effect, Inputs = asksForInputs ? product.Inputs : [] };
            }),
        ];
    }

    private static RegistrationEffect? Compare(PolicyBundle older, PolicyBundle newer, ProductDetails product, Dictionary<DataProductId, PolicyResource> resources)
    {
        var (before, after) = (Reasons(older, product, resources), Reasons(newer, product, resources));
        return before.Count == 0 == (after.Count == 0) ? null : new RegistrationEffect(product.Name, product.Version, after.Count == 0, [.. after.Take(MostReasons)]);
    }

    // What keeps the product out; empty where nothing does.
    private static List<string> Reasons(PolicyBundle bundle, ProductDetails product, Dictionary<DataProductId, PolicyResource> resources)
    {
        var service = new Principal(product.Name.Domain, product.Name.Domain, [MeshRoles.Service], []);
        var resource = resources[product.Name];
        var decision = PolicyEngine.Decide(bundle, service, PolicyAction.Register, resource);
        if (!decision.Permit)
        {
            return [decision.Reason];
        }

        var descriptor = product.ToDescriptor();
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
