using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Names the background work whose failure does not end the service, because it is run again.</summary>
public interface IRetriedWork
{
    /// <summary>Whether the work is run again where it fails.</summary>
    bool IsRetried(BackgroundService work);
}
