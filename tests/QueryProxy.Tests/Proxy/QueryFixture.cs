using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MeshStarter.Contracts.Registration;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The products, the policy and the tokens of an identity provider that a proxy is tested with.</summary>
public abstract class QueryFixture() : MeshStandIns("query")
{
    private static readonly HttpClient Direct = new();

    /// <summary>The address at which the proxy of all tests listens.</summary>
    public abstract Uri Http { get; }

    public string Analyst => Authority.Token("analyst", "query", "analytics", ["analyst"], ["analytics"]);

    public string OrdersOwner => Authority.Token("orders-owner", "query", "orders", ["owner"]);

    public string Auditor => Authority.Token("auditor", "query", "governance", ["auditor"]);

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        var orders = await Products.OrdersOrdersAsync();
        foreach (var made in new[]
        {
            orders, await Products.OrdersFilteredAsync(), await Products.PaymentsLedgerAsync(), await Products.HiddenVaultAsync(), await Products.PaymentsEmptyAsync(),
            await Products.EvilThiefAsync(orders.Table!), await Products.PaymentsGrownAsync(), await Products.InventoryTypesAsync(),
        })
        {
            Services.Register(made.Product);
        }
    }

    /// <summary>Starts a proxy as a process of its own, whose workers end with it.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="address">Where it listens; null for a port that is free.</param>
    public static Task<ServiceProcess> ProcessAsync(IReadOnlyDictionary<string, string> settings, Uri? address = null) =>
        ServiceProcess.StartAsync("MeshStarter.QueryProxy.dll", _ => new(settings, StringComparer.Ordinal), address, withChildren: true);

    /// <summary>Rules of access alongside those of all tests, two spaces before each line.</summary>
    protected virtual string MoreRules => "";

    /// <summary>Publishes a product: its table, with rows where there are any, and its entry of the catalog.</summary>
    internal async Task<PublishedTable> PublishAsync(ProductDetails product, string? rows = null, string? partitionedBy = null)
    {
        var table = await Products.TableAsync(product, partitionedBy);
        if (rows is not null)
        {
            await table.AppendAsync(rows);
        }

        Services.Register(product);
        return table;
    }

    /// <summary>The rows that the analyst's query gives, as JSON.</summary>
    internal async Task<string> RowsAsync(string sql)
    {
        var answer = await Session(Analyst).RunAsync(sql);
        Assert.Equal("", answer.Message);
        return answer.Data;
    }

    /// <summary>Sends a query to <c>/query</c>, and returns once its answer begins.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="token">The caller's; the analyst's where it is null.</param>
    /// <param name="accept">The format of the answer.</param>
    /// <param name="proxy">The proxy's address; that of all tests where it is null.</param>
    /// <param name="contentType">The form of the query.</param>
    /// <param name="purpose">The purpose of the query.</param>
    /// <param name="cancellationToken">A token that ends it.</param>
    internal async Task<HttpResponseMessage> AskAsync(string sql, string? token = null, string? accept = null, Uri? proxy = null, string contentType = "text/plain", string? purpose = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy ?? Http, "/query")) { Content = new StringContent(sql, Encoding.UTF8, new MediaTypeHeaderValue(contentType)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Analyst);
        foreach (var (name, value) in new[] { ("Accept", accept), ("X-Mesh-Purpose", purpose) }.Where(header => header.Item2 is not null))
        {
            request.Headers.Add(name, value);
        }

        return await Direct.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A record of the trail about a query, once there is one.</summary>
    /// <param name="id">The query.</param>
    /// <param name="action">Its action; any where it is null.</param>
    internal Task<AuditRecord> RecordAsync(string id, string? action = null) =>
        Eventually.GetAsync(() => Services.Audit.FirstOrDefault(record => record.CorrelationId == id && (action is null || record.Action == action)));

    internal TrinoSession Session(string token, Action<TrinoSession>? configure = null)
    {
        var session = new TrinoSession(Http, token);
        configure?.Invoke(session);
        return session;
    }

    /// <summary>Threads of one query. Several would only burn more processors until a limit.</summary>
    protected virtual int Threads => 1;

    /// <inheritdoc/>
    public override Dictionary<string, string> Settings() => new(base.Settings(), StringComparer.Ordinal)
    {
        // The first one of a proxy takes seconds on a busy machine.
        ["Mesh__Query__TimeLimit"] = "00:00:30",
        ["Mesh__Query__Threads"] = Threads.ToString(CultureInfo.InvariantCulture),
        ["Mesh__Query__MemoryMiB"] = "512",
    };

    /// <summary>A Parquet file of orders.orders.</summary>
    public string OrdersFile => Directory.EnumerateFiles(Path.Combine(Buckets, "orders", "orders_v1"), "*.parquet", SearchOption.AllDirectories).First();

    /// <summary>The mesh's own rules, and one that hides rows.</summary>
    protected override string Bundle => base.Bundle.Replace(
        "\naccess:\n",
        """

        declassify:
          - { product: payments.approved, version: 1.1.0, columns: [customer_email], reason: For the tests }

        access:
          - id: test-analysts-see-two-states
            description: For the tests of row filters.
            effect: filter
            keep: { column: customer_state, values: [SP, RJ] }
            when: { products: [orders.filtered], roles: [analyst] }

        """ + (MoreRules.Length == 0 ? "" : MoreRules + "\n\n"),
        StringComparison.Ordinal);
}
