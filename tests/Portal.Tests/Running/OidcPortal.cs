namespace MeshStarter.Portal.Tests.Running;

/// <summary>A portal at which users sign in at a provider on loopback.</summary>
public sealed class OidcPortal : IAsyncLifetime
{
    private const string Secret = "the secret of portal 0123456789";

    internal MadeMesh Mesh { get; private set; } = null!;

    internal TestAuthority Provider { get; private set; } = null!;

    internal RunningPortal Portal { get; private set; } = null!;

    /// <summary>Starts a provider that knows the portal.</summary>
    internal static async Task<TestAuthority> StartProviderAsync()
    {
        var provider = await TestAuthority.StartAsync();
        provider.Client = $"portal:{Uri.EscapeDataString(Secret)}";
        return provider;
    }

    /// <summary>Starts a portal at which users sign in at a provider.</summary>
    internal static Task<RunningPortal> StartAsync(MadeMesh mesh, TestAuthority provider, params (string Name, string Value)[] settings) =>
        RunningPortal.StartAloneAsync(mesh, settings.Append(("Mesh:Identity:Authority", provider.Issuer)).Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)));

    public async Task InitializeAsync()
    {
        Mesh = await MadeMesh.StartAsync();
        Provider = await StartProviderAsync();
        Portal = await StartAsync(Mesh, Provider);
    }

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Provider.DisposeAsync();
        await Mesh.DisposeAsync();
    }

    /// <summary>Lets the provider answer as usual.</summary>
    internal void Unspoil()
    {
        (Provider.SpoilIdToken, Provider.ReplaceIdToken, Provider.SpoilAnswer) = (null, null, null);
        Provider.RefusedGrants.Clear();
        Provider.SigningKey = Provider.Keys[0];
    }
}
