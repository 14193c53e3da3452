using System.Reflection;

namespace MeshStarter.Contracts.Products;

/// <summary>Facts of a <see cref="PortType"/> that readers of its address need.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class PortAttribute : Attribute
{
    private static readonly Dictionary<PortType, PortAttribute> OfTypes =
        Enum.GetValues<PortType>().ToDictionary(port => port, port => typeof(PortType).GetField(port.ToString())!.GetCustomAttribute<PortAttribute>()!);

    /// <summary>Whether the port serves rows of the product's table, so that a product with it has one.</summary>
    public bool ServesTable { get; init; }

    /// <summary>The port's name above its lines on a product's page; null where the lines are those of SQL.</summary>
    public string? Client { get; init; }

    /// <summary>A sentence on the answer, above these lines.</summary>
    public string? Answer { get; init; }

    /// <summary>The query by which these lines request few rows.</summary>
    public string? FewRows { get; init; }

    /// <summary>The facts of a port.</summary>
    public static PortAttribute Of(PortType port) => OfTypes[port];
}
