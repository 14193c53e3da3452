using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Catalog.Snapshots;

/// <summary>The published states of the products' tables.</summary>
internal static class SnapshotServices
{
    public static IHostApplicationBuilder AddSnapshots(this IHostApplicationBuilder builder)
    {
        var buckets = builder.Configuration["Mesh:Storage:Buckets"];
        if (string.IsNullOrEmpty(buckets))
        {
            throw new StartRefusedException("Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain.");
        }

        builder.Services.AddSingleton(new DomainBuckets(buckets));
        builder.Services.AddSingleton<SnapshotStore>();
        return builder;
    }
}
