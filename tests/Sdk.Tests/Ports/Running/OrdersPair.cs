namespace MeshStarter.Sdk.Tests.Ports.Running;

/// <summary>A mesh with two processes of Orders, and the one address of both.</summary>
public sealed class OrdersPair : IAsyncLifetime
{
    public const string Collection = "orders pair";

    private ServiceUnderTest? _second;
    private RoundRobin? _turns;
    private HttpClient? _first;
    private HttpClient? _both;

    /// <summary>The mesh, whose Orders is the first process.</summary>
    internal OrdersMesh Mesh { get; } = new();

    /// <summary>The first process, to Orders' owner.</summary>
    internal HttpClient First => _first!;

    /// <summary>The second one.</summary>
    internal HttpClient Second => _second!.Client;

    /// <summary>Both in turn.</summary>
    internal HttpClient Both => _both!;

    public async Task InitializeAsync()
    {
        await Mesh.InitializeAsync();
        if (!Mesh.IsAvailable)
        {
            return;
        }

        _second = await Mesh.StartOrdersAlongsideAsync();
        _first = await Mesh.OrdersClientAsync("orders-owner");
        _turns = await RoundRobin.StartAsync(_first.BaseAddress!, _second.Client.BaseAddress!);
        _second.Client.DefaultRequestHeaders.Authorization = _first.DefaultRequestHeaders.Authorization;
        _both = new HttpClient { BaseAddress = _turns.Address, DefaultRequestHeaders = { Authorization = _first.DefaultRequestHeaders.Authorization } };
    }

    public async Task DisposeAsync()
    {
        _first?.Dispose();
        _both?.Dispose();
        await (_turns?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_second?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Mesh.DisposeAsync();
    }
}

[CollectionDefinition(OrdersPair.Collection)]
public sealed class OrdersPairCollection : ICollectionFixture<OrdersPair>;
