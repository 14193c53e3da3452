using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: reserved_domains</c>: no domain takes a name by which the platform or SQL means something else. Underscores do not count: settings have none.</summary>
internal sealed class ReservedDomainsRule(RegistrationRuleHead head, IReadOnlyList<string> names) : RegistrationRule(head)
{
    public const string Kind = "reserved_domains";

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule) =>
        RegistrationRuleKinds.Needed(rule, "names", "[mesh, catalog]") is { } names ? new ReservedDomainsRule(head, names) : null;

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        names.Any(name => Plain(name) == Plain(descriptor.Name.Domain))
            ? [new Finding("name", $"The domain {Quoted.Text(descriptor.Name.Domain)} is a name of the platform's own.", "Choose another name for the domain.")]
            : [];

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
