using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.EndToEnd.Settings;

/// <summary>The folder of all state, by setting <c>Mesh:Data</c>.</summary>
public sealed class DataFolderTests : FolderTests
{
    // The volumes of a run with containers are named by it: with another path the stores would be empty.
    [Fact]
    public void Folder_with_a_slash_at_its_end_is_the_folder_without()
    {
        Assert.Equal(Data, Find(Data).Path);
        Assert.Equal(Data, Find($"{Data}/").Path);
        Assert.Equal(Data, Find("data/").Path);
    }

    private DataFolder Find(string given) =>
        DataFolder.Find(new ConfigurationBuilder().AddCommandLine([$"--Mesh:Data={given}"]).Build(), Folder.Path, hasSource: false);
}
