using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Builds an application of resources on a .NET host.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--publisher"] = "Publishing:Publisher",
        ["--operation"] = "AppHost:Operation",
    };

    private readonly HostApplicationBuilder _host;
    private readonly EntryPointSession? _session = EntryPointSession.Current;

    internal DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new HostApplicationBuilderSettings { Args = options.Args, Configuration = new ConfigurationManager() };
        _session?.Configure(options, settings);

        _host = new HostApplicationBuilder(settings);
        _host.Configuration.AddCommandLine(settings.Args ?? [], Switches);
        var appHost = new AppHostMetadata(options.Assembly);
        AppHostDirectory = appHost.ProjectDirectory ?? _host.Environment.ContentRootPath;
        ExecutionContext = new DistributedApplicationExecutionContext(
            string.Equals(Configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase) || Configuration["Publishing:Publisher"] is not null);
        _host.AddAppModel(options, this, appHost, isUnderTest: _session is not null);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _session?.BeforeBuild(this);
        var application = new DistributedApplication(_host.Build()) { Session = _session };
        _session?.AfterBuild(application);
        return application;
    }
}
