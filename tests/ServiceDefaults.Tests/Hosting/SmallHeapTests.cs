namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>A service with a small heap keeps no old garbage. The pauses of a large one are left to the runtime.</summary>
public sealed class SmallHeapTests
{
    [Theory]
    [InlineData("leaves garbage", "garbage is gone")]
    [InlineData("leaves garbage in a large heap", "garbage stays")]
    public async Task Old_garbage_of_a_small_heap_is_collected(string work, string found)
    {
        var (exitCode, errors, output) = await TestService.RunAsync("Development", [("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePort.Take()}"), ("Work", work)]);

        Assert.Empty(errors);
        Assert.Equal(0, exitCode);
        Assert.Contains(found, output);
    }
}
