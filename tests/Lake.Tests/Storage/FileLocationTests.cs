using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

public sealed class FileLocationTests
{
    [SkippableTheory]
    [InlineData("file:///tmp/a b/%20/é#?.parquet", "/tmp/a b/%20/é#?.parquet")]
    [InlineData("file:/tmp/x", "/tmp/x")]
    [InlineData("/tmp/x", "/tmp/x")]
    [InlineData("FILE:///tmp/x", "/tmp/x")]
    [InlineData("file:///tmp//x/", "/tmp/x/")]
    [InlineData("/tmp/a:b", "/tmp/a:b")]
    public void Location_of_a_file_is_its_path_with_nothing_decoded(string location, string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Paths of Unix.");

        Assert.Equal(path, FileLocation.ToPath(location));
    }

    [Theory]
    [InlineData("file://host/tmp/x", "host")]
    [InlineData("file://localhost/tmp/x", "host")]
    [InlineData("s3://bucket/x", "\"s3\"")]
    [InlineData("hdfs:/x", "\"hdfs\"")]
    [InlineData("x.parquet", "absolute")]
    [InlineData("", "absolute")]
    [InlineData("file:", "absolute")]
    [InlineData("file:///tmp/../etc/passwd", "\"..\"")]
    [InlineData("file:///tmp/./x", "\"..\"")]
    [InlineData("file:///tmp/a\0b", "NUL")]
    public void Location_that_is_no_file_of_this_machine_is_refused_with_the_reason(string location, string reason)
    {
        var refused = Assert.Throws<StorageException>(() => FileLocation.ToPath(location));

        Assert.Equal(StorageFailure.Refused, refused.Failure);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Path_becomes_a_location_with_nothing_encoded()
    {
        Skip.If(OperatingSystem.IsWindows(), "Paths of Unix.");

        Assert.Equal("file:///tmp/a b%", FileLocation.FromPath("/tmp/a b%"));
    }
}
