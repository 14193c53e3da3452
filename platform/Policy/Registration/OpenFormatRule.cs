using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: open_format</c>: the rows are in an Iceberg table of the catalog, which other engines open, and not only behind a service.</summary>
internal sealed class OpenFormatRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "open_format";

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) => descriptor.Ports.Contains(PortType.Table)
        ? []
        : [new Finding("ports", $"The product has no table: only {string.Join(" and ", descriptor.Ports.Select(WireNames.Of))}.", "Add table to its ports: its rows are then in an Iceberg table of the catalog.")];
}
