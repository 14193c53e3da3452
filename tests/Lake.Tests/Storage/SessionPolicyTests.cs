using MeshStarter.Lake.Buckets;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

public sealed class SessionPolicyTests
{
    private static readonly BucketLocation Orders = BucketLocation.Parse("s3://mesh-orders/orders_v1");

    [Fact]
    public void Reader_gets_one_folder_to_read() =>
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::mesh-orders/orders_v1/*"},"""
            + """{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::mesh-orders","Condition":{"StringLike":{"s3:prefix":"orders_v1/*"}}}]}""",
            SessionPolicy.Of(Orders, FolderRights.Read));

    [Fact]
    public void Reader_of_what_is_published_gets_no_file_of_a_branch() =>
        Assert.Equal(
            SessionPolicy.Of(Orders, FolderRights.Read)[..^2] + """,{"Effect":"Deny","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::mesh-orders/orders_v1/branches/*"}]}""",
            SessionPolicy.Of(Orders, FolderRights.ReadPublished));

    [Fact]
    public void Writer_gets_the_folder_to_write_but_for_its_metadata_files()
    {
        var policy = SessionPolicy.Of(Orders, FolderRights.Write, "aws-cn");

        Assert.Contains("""{"Effect":"Allow","Action":["s3:PutObject","s3:DeleteObject","s3:AbortMultipartUpload","s3:ListMultipartUploadParts"],"Resource":"arn:aws-cn:s3:::mesh-orders/orders_v1/*"}""", policy, StringComparison.Ordinal);
        Assert.Contains("""{"Effect":"Deny","Action":["s3:PutObject","s3:DeleteObject"],"Resource":"arn:aws-cn:s3:::mesh-orders/orders_v1/metadata/*.metadata.json"}""", policy, StringComparison.Ordinal);
        // AWS takes no longer one (API reference, AssumeRole).
        Assert.InRange(policy.Length, 1, 2048);
    }

    [Fact]
    public void Owner_of_a_product_gets_the_folder_of_branches_to_add_to()
    {
        var policy = SessionPolicy.Of(Orders, FolderRights.AddToBranches);

        Assert.Contains("""{"Effect":"Allow","Action":["s3:PutObject","s3:AbortMultipartUpload","s3:ListMultipartUploadParts"],"Resource":"arn:aws:s3:::mesh-orders/orders_v1/branches/*"}""", policy, StringComparison.Ordinal);
        Assert.Contains("""{"Effect":"Deny","Action":["s3:PutObject"],"Resource":"arn:aws:s3:::mesh-orders/orders_v1/branches/metadata/*.metadata.json"}""", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("s3:DeleteObject", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://mesh-orders/notes", true)]
    [InlineData("s3://mesh-orders", false)]
    [InlineData("s3://mesh-orders/*", false)]
    [InlineData("s3://mesh-orders/order?_v1", false)]
    [InlineData("s3://mesh-orders/${aws:username}", false)]
    public void Folder_that_would_name_others_too_is_not_named(string location, bool canName) => Assert.Equal(canName, SessionPolicy.CanName(BucketLocation.Parse(location)));
}
