using System.Net;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>Tests of pages, each with a mesh of its own.</summary>
public abstract class MeshTests : IAsyncLifetime
{
    private protected MadeMesh Mesh { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Mesh = await MadeMesh.StartAsync();
        SetUp();
    }

    public virtual async Task DisposeAsync() => await Mesh.DisposeAsync();

    /// <summary>Loads a page as a persona whom the sign-in leads to it.</summary>
    /// <param name="address">The page.</param>
    /// <param name="persona">The persona.</param>
    /// <param name="others">Further services that the AppHost would name to the portal, with their addresses.</param>
    private protected async Task<(HttpStatusCode Status, string Html)> LoadAsync(string address, string persona = "analyst", params (string Name, string Url)[] others)
    {
        await using var portal = await RunningPortal.StartAsync(Mesh, others);
        return await portal.Browser.SignInAsync(persona, address);
    }

    /// <summary>Sends the form of a page as a persona who has just signed in.</summary>
    private protected async Task<(HttpStatusCode Status, string Html)> SendAsync(string address, string persona, params (string Name, string Value)[] fields)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, persona);
        return await portal.Browser.SendFormAsync(address, fields);
    }

    /// <summary>Says what the mesh has and answers in each of the tests.</summary>
    private protected virtual void SetUp()
    {
    }
}
