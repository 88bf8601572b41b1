// Starts the product on a free port with a database of its own in a temporary folder, and stops it.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const binary = process.env.ZHUASHOU_BINARY ?? new URL('../../target/debug/zhuashou', import.meta.url).pathname;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  static async start() {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), 'zhuashou-e2e-'));
    server.db = `sqlite:${join(server.folder, 'zhuashou.db')}`;
    await server.command('migrate');
    return server;
  }

  // Runs a command of the product against this server's database.
  async command(...words) {
    try {
      return await run(binary, [...words, '--db', this.db], { cwd: this.folder, maxBuffer: 64 << 20 });
    } catch (error) {
      throw new Error(`zhuashou ${words.join(' ')}: ${error.message}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`);
    }
  }

  async addUser(login, role, password, ...more) {
    const words = ['user', 'add', login, '--name', login, '--role', role, '--password-stdin', ...more];
    await new Promise((resolve, reject) => {
      const child = spawn(binary, [...words, '--db', this.db], { cwd: this.folder, stdio: ['pipe', 'inherit', 'inherit'] });
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`user add ${login}: exit ${code}`))));
      child.stdin.end(`${password}\n`);
    });
  }

  async serve() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--db', this.db], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.log = '';
    this.process.stderr.on('data', (data) => (this.log += data));
    const exited = new Promise((_, reject) =>
      this.process.on('exit', (code) => reject(new Error(`the server stopped (${code})\n${this.log}`))),
    );
    exited.catch(() => {});
    await Promise.race([this.#healthy(), exited]);
  }

  async #healthy() {
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      try {
        if ((await fetch(`${this.url}/healthz`)).ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server does not answer\n${this.log}`);
  }

  async stop() {
    if (this.process && this.process.exitCode === null) {
      const exit = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill('SIGTERM');
      await exit;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
