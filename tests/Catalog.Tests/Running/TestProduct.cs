using System.Net;
using System.Net.Sockets;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>A product of a domain that no other test has.</summary>
internal sealed record TestProduct
{
    // Bound as long as the tests run, so that no other program listens there.
    private static readonly Socket Held = Bind();

    public string Domain { get; init; } = "d" + Guid.NewGuid().ToString("N")[..12];

    public string Product { get; init; } = "orders";

    public string Version { get; init; } = "1.0.0";

    public string Classification { get; init; } = "internal";

    public string? SchemaEvolution { get; init; }

    public string Freshness { get; init; } = "5 minutes";

    public string Completeness { get; init; } = "99.9%";

    public string Description { get; init; } = "Every order of the shop";

    public string Layout { get; init; } = "[]";

    public string Retention { get; init; } = "400 days";

    public string Checks { get; init; } = "[]";

    public string Inputs { get; init; } = "[]";

    public string Columns { get; init; } = """
        - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: customer_email, type: STRING, description: Where the shop writes to, tags: [pii.email] }
        """;

    /// <summary>The address of its domain's service; where the test starts none, <see cref="Unserved"/>.</summary>
    public string ServedAt { get; init; } = Unserved;

    /// <summary>An address at which no service answers.</summary>
    public static string Unserved => $"http://localhost:{((IPEndPoint)Held.LocalEndPoint!).Port}";

    public string Name => $"{Domain}.{Product}";

    public string Descriptor => $"""
        name: {Name}
        version: {Version}
        kind: source-aligned
        owner: orders-team@company.com
        description: {Description}
        key: [order_id]
        schema:
          {Columns}
        quality: {"{"} freshness_sla: "{Freshness}", availability: "99.9%", completeness: {Completeness}{(SchemaEvolution is null ? "" : $", schema_evolution: {SchemaEvolution}")}, checks: {Checks} {"}"}
        access: {"{"} classification: {Classification} {"}"}
        partition_by: {Layout}
        retention: {Retention}
        ports: [table, rest]
        examples: ["SELECT 1"]
        inputs: {Inputs}
        accountable: {"{"} name: Ada Lovelace, email: ada@company.com {"}"}
        """;

    public ProductRegistration Registration => new()
    {
        Descriptor = Descriptor,
        File = "Products/Orders/data-product.yaml",
        Ports = [new PortLocation(PortType.Table, $"{ServedAt}/products/orders/table"), new PortLocation(PortType.Rest, $"{ServedAt}/products/orders/rows")],
    };

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
