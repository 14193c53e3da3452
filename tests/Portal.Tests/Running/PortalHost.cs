namespace MeshStarter.Portal.Tests.Running;

/// <summary>The portal's program and its folder.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    private readonly ServiceHost<Program> _service;
    private readonly DirectoryInfo _data;

    private PortalHost(ServiceHost<Program> service, DirectoryInfo data)
    {
        (_service, _data) = (service, data);
        AppDomain.CurrentDomain.ProcessExit += Delete;
    }

    public Uri Address => _service.Client.BaseAddress!;

    /// <summary>Starts it with a folder of its own and waits until it is healthy.</summary>
    /// <param name="settings">Its settings, but for the folder.</param>
    /// <param name="time">Its clock; the real one where it is null.</param>
    public static async Task<PortalHost> StartAsync(IReadOnlyDictionary<string, string> settings, TimeProvider? time = null)
    {
        var data = Directory.CreateTempSubdirectory("mesh-portal-");
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        all.TryAdd("Mesh:Data", data.FullName);
        try
        {
            return new PortalHost(await ServiceHost<Program>.StartAsync(_ => all, time: time), data);
        }
        catch
        {
            data.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Ends the sessions of its readers. Their files would be too many to delete in the moment that the process has at its end.</summary>
    public void EndSessions()
    {
        foreach (var session in _data.EnumerateFiles("*.session", SearchOption.AllDirectories))
        {
            session.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        AppDomain.CurrentDomain.ProcessExit -= Delete;
        _data.Delete(recursive: true);
    }

    // Of a portal that was kept for a test to come.
    private void Delete(object? sender, EventArgs arguments) => _data.Delete(recursive: true);
}
