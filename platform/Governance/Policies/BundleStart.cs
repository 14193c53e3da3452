using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Governance.Policies;

/// <summary>Puts the version in force into service, after the migrations and before the service listens. The first start makes the file version 1.</summary>
internal sealed class BundleStart(PolicyFolder folder, PolicyVersionService versions) : StartingService
{
    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        await versions.TakeFileAsync(folder.Text, folder.Bundle, folder.Path, cancellationToken);
        await versions.LoadAsync(cancellationToken);
    }
}

/// <summary>The folder of the file of the rules, and its text at the start.</summary>
internal sealed record PolicyFolder(string Path, string Text, BundleFile Bundle);
