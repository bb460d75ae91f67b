import { webUrlOf } from './web-url';

describe('webUrlOf', () => {
  it.each([
    ['https://api.github.com', 'https://github.com'],
    ['https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['https://ghe.example.com/api/v3', 'https://ghe.example.com'],
    ['https://api.example.com/api/v3', 'https://api.example.com'],
    ['http://127.0.0.1:4711', 'http://127.0.0.1:4711'],
  ])('finds for %s the site %s', (apiUrl, web) => {
    expect(webUrlOf(apiUrl)).toBe(web);
  });
});
