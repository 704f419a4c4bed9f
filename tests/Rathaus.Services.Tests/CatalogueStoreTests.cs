using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Services.Tests;

public sealed class CatalogueStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pinned_service_is_found_by_its_hash_after_the_catalogue_moved_on()
    {
        using var folder = new CatalogueFolder();
        await using var provider = Provider(folder.Path);
        var catalogue = provider.GetRequiredService<Catalogue>();
        await provider.GetRequiredService<EffectiveServiceStore>().StoreAsync(catalogue.Snapshot.Services, Stop);
        var before = catalogue.Find("wuppertal", "probe")!;
        var changed = catalogue.Watch();

        folder.Write("services/wuppertal/probe/form.yaml",
            "pages:\n  - id: eins\n    title: Neu?\n    questions:\n      - { id: neu, type: text, label: Neu, required: true }\n");
        Assert.Empty(await catalogue.ReloadAsync(Stop));

        var now = catalogue.Find("wuppertal", "probe")!;
        var pinned = await catalogue.FindPinnedAsync("wuppertal", "probe", before.Hash, Stop);
        Assert.True(changed.HasChanged);
        Assert.NotEqual(before.Hash, now.Hash);
        Assert.NotNull(now.Form.FindQuestion("neu"));
        Assert.Equal(before.Hash, pinned!.Hash);
        Assert.NotNull(pinned.Form.FindQuestion("name"));
        Assert.Same(now, await catalogue.FindPinnedAsync("wuppertal", "probe", now.Hash, Stop));
        Assert.Null(await catalogue.FindPinnedAsync("wuppertal", "probe", new string('0', 64), Stop));
        Assert.Null(await catalogue.FindPinnedAsync("nirgends", "probe", before.Hash, Stop));
    }

    [Fact]
    public async Task A_faulty_change_keeps_the_last_sound_catalogue()
    {
        using var folder = new CatalogueFolder();
        await using var provider = Provider(folder.Path);
        var catalogue = provider.GetRequiredService<Catalogue>();
        var before = catalogue.Find("wuppertal", "probe")!;

        folder.Write("services/wuppertal/probe/form.yaml", "pages: nichts\n");
        var faults = await catalogue.ReloadAsync(Stop);

        Assert.Contains("services/wuppertal/probe/form.yaml:1: pages must be a list, not a single value", faults.Select(fault => fault.ToString()));
        Assert.Same(before, catalogue.Find("wuppertal", "probe"));
    }

    [Fact]
    public async Task A_changed_file_is_published_while_the_host_runs()
    {
        using var folder = new CatalogueFolder();
        await using var provider = Provider(folder.Path);
        var catalogue = provider.GetRequiredService<Catalogue>();
        Assert.NotNull(catalogue.Find("wuppertal", "probe"));
        using var watcher = ActivatorUtilities.CreateInstance<CatalogueWatcher>(provider);
        await watcher.StartAsync(Stop);
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = catalogue.Watch().RegisterChangeCallback(_ => published.TrySetResult(), null);

        folder.Write("services/wuppertal/probe/form.yaml",
            "pages:\n  - id: eins\n    title: Neu?\n    questions:\n      - { id: neu, type: text, label: Neu, required: true }\n");
        await published.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);

        Assert.NotNull(catalogue.Find("wuppertal", "probe")!.Form.FindQuestion("neu"));
        await watcher.StopAsync(Stop);
    }

    private ServiceProvider Provider(string folder) => database.Provide(services =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Services:Catalogue"] = folder }).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
        services.AddSingleton(TimeProvider.System);
        services.AddUi();
        services.AddServices();
    });

    /// <summary>The small catalogue as files.</summary>
    private sealed class CatalogueFolder : IDisposable
    {
        public CatalogueFolder()
        {
            foreach (var (path, text) in new SmallCatalogue().Files().Files)
                Write(path, text);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("rathaus-catalogue-").FullName;

        public void Write(string path, string text)
        {
            var file = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
