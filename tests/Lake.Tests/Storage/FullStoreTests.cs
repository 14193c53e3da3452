using System.Text;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A real S3 store whose disk is full.</summary>
public sealed class FullStoreTests
{
    [SkippableFact]
    public async Task Write_is_refused_leaves_nothing_and_is_taken_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 32 * 1024);
        var server = new Server(Directory.CreateDirectory(Path.Combine(disk.Folder, "objects")).FullName);
        await server.InitializeAsync();
        try
        {
            using var world = await S3World.MakeAsync(server);
            var (store, at) = (world.Store(), $"{world.Root}/x");
            disk.Fill();

            var refused = await Assert.ThrowsAsync<StorageException>(() => WriteAsync(store, at));

            Assert.Equal(StorageFailure.Failed, refused.Failure);
            Assert.Contains($"{server.Address.ToString().TrimEnd('/')} answered 507 ", refused.Message, StringComparison.Ordinal);
            Assert.False(await store.ExistsAsync(at, default));
            disk.Empty();
            await Eventually.HoldsAsync(() => IsTakenAsync(store, at)); // the store looks at its disk's room once a second
            Assert.Equal("row", Encoding.UTF8.GetString((await store.ReadAsync(at, default)).Span));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task WriteAsync(IObjectStore store, string at) => store.WriteNewAsync([new NewObject(at, Encoding.UTF8.GetBytes("row"))], default);

    private static async Task<bool> IsTakenAsync(IObjectStore store, string at)
    {
        try
        {
            await WriteAsync(store, at);
            return true;
        }
        catch (StorageException full) when (full.Message.Contains(" answered 507 ", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private sealed class Server(string folder) : MinioServer(folder);
}
